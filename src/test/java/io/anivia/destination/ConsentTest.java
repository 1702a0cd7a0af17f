package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.anivia.contract.EventJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                              | no  | missing
            {"context":{"consent":{"categoryPreferences":{"Marketing":true,"Ads":false}}}}  | yes | Segment's
            {"context":{"consent":{"categoryPreferences":{"Marketing":false}}}}             | no  |
            {"context":{"consent":{"categoryPreferences":{"Ads":true}}}}                    | no  | of another
            {"context":{"consentManagement":{"allowedConsentIds":["MARKETING"]}}}           | yes | RudderStack's
            {"context":{"consentManagement":{"allowedConsentIds":["marketing"],"deniedConsentIds":["marketing"]}}} | no |
            {"context":{"consentManagement":{"deniedConsentIds":["ads"]}}}                  | no  | says nothing of it
            {"context":{"consentManagement":{"allowedConsentIds":{"marketing":true}}}}      | no  | a shape of nobody's
            {"consent":{"marketing":true}}                                                  | yes | plain
            {"consent":{"marketing":"granted"}}                                             | yes |
            {"consent":{"marketing":"denied"}}                                              | no  |
            {"consent":{"marketing":"perhaps"}}                                             | no  | not understood
            {"consent":{"marketing":null}}                                                  | no  |
            {"consent":["analytics","marketing"]}                                           | yes |
            {"consent":["analytics"]}                                                       | no  |
            {"consent":true}                                                                | no  | to what?
            {"consent":"marketing"}                                                         | no  |
            {"context":{"consent":{"marketing":1}}}                                         | yes | in the context
            {"consent":{"marketing":true},"context":{"consent":{"marketing":false}}}        | no  | a denial is stronger
            {"consent":{"marketing":true,"MARKETING":false}}                                | no  |""")
    void isLookedForWhereClientsWriteIt(String event, String isGiven, String why) throws IOException {
        assertThat(Consent.of("marketing", "all", "denied").isGivenIn(read(event))).as(why).isEqualTo(isGiven.equals("yes"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"consent":{"a":true,"b":true}} | yes | yes
            {"consent":{"a":true}}          | no  | yes
            {"consent":{"c":true}}          | no  | no""")
    void mayNeedAllCategoriesOrAny(String event, String all, String any) throws IOException {
        assertThat(Consent.of(" A , b", "all", "denied").isGivenIn(read(event))).isEqualTo(all.equals("yes"));
        assertThat(Consent.of("a,b", "any", "denied").isGivenIn(read(event))).isEqualTo(any.equals("yes"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                             | yes
            {"consent":{"ads":false}}                                      | yes
            {"consent":{"marketing":false}}                                | no
            {"consent":["ads"]}                                            | no
            {"consent":{"marketing":null,"ads":"perhaps"}}                 | yes
            {"consent":{"marketing":"withdrawn"}}                          | no
            {"consent":{"marketing":{"granted":false}}}                    | no
            {"consent":true}                                               | yes
            {"consent":false}                                              | no
            {"context":{"consent":"denied"}}                               | no
            {"context":{"consent":{"categoryPreferences":"none"}}}         | no
            {"context":{"consentManagement":{"deniedConsentIds":"marketing"}}} | no
            {"context":{"consentManagement":{"deniedConsentIds":["ads"]}}} | yes
            {"context":{"consentManagement":{"allowedConsentIds":["ads"]}}}| no""")
    void missingMayMeanGranted(String event, String isGiven) throws IOException {
        assertThat(Consent.of("marketing", "all", "granted").isGivenIn(read(event))).isEqualTo(isGiven.equals("yes"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a,,b | all  | denied  | consent is a list of categories
            a    | some | denied  | consentMatch is all or any, not 'some'
            a    | all  | maybe   | consentDefault is denied or granted, not 'maybe'""")
    void refusesOptionsThatMakeNoSense(String categories, String match, String missing, String message) {
        assertThatThrownBy(() -> Consent.of(categories, match, missing)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Map<String, Object> read(String event) throws IOException {
        return EventJson.read(event.getBytes(StandardCharsets.UTF_8));
    }
}
