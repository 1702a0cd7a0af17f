package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignStepTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://a.b/?utm_source=news&utm_medium=mail&utm_campaign=may&utm_term=x&utm_content=y&utm_id=7 | \
            {source=news, medium=mail, name=may, term=x, content=y, id=7}
            /p?a=1&UTM_Source=a+b%20c%C3%A4                 | {source=a b cä}
            /p?utm_source=1&utm_source=2                    | {source=1}
            /p?utm_source=&utm_source=%20&utm_source=2      | {source=2}
            /p?gclid=G&fbclid=F                             | {clickId=G, clickIdType=gclid}
            /p?msclkid=M&x                                  | {clickId=M, clickIdType=msclkid}
            /p?utm%5Fsource=s                               | {source=s}
            ?utm_source=s#utm_medium=m                      | {source=s}
            /p#?utm_source=s                                | {}
            utm_source=s                                    | {}
            /p?utm_source=100%&utm_medium=%zz%4&utm_term=%e | {source=100%, medium=%zz%4, term=%e}
            /p?utm_source=%FF                               | {source=\uFFFD}
            /p?&&=&utm_source&utm_term==                    | {term==}
            http://[bad?utm_source=s                        | {source=s}
            ?                                               | {}""")
    void readsAddresses(String address, String found) {
        assertThat(new CampaignParameters(500).in(address)).hasToString(found);
    }

    @Test
    void keepsSoManyCharacters() {
        assertThat(new CampaignParameters(3).in("?utm_source=abcd&utm_medium=ab%F0%9F%98%80"))
                .isEqualTo(Map.of("source", "abc", "medium", "ab"));
        assertThat(new CampaignParameters(500).in("?x=" + "y".repeat(20_000) + "&utm_source=late")).isEmpty();
    }

    @Test
    void addsAnObject() throws Exception {
        assertThat(apply("{'context':{'page':{'url':'/p?utm_source=s&gclid=G'}}}", campaign -> {
        })).isEqualTo("{'context':{'page':{'url':'/p?utm_source=s&gclid=G'}},'campaign':{'source':'s','clickId':'G',"
                + "'clickIdType':'gclid'}}");
        assertThat(apply("{'a':{'b':'/p?utm_source=s'}}", campaign -> {
            campaign.setFrom("x, a.b");
            campaign.setInto("a.c");
        })).isEqualTo("{'a':{'b':'/p?utm_source=s','c':{'source':'s'}}}");
    }

    @Test
    void leavesWhatIsThere() throws Exception {
        String event = "{'url':'/p?utm_source=s&utm_medium=m','campaign':{'source':'x','y':1}}";
        assertThat(apply(event, campaign -> {
        })).endsWith("'campaign':{'source':'x','y':1,'medium':'m'}}");
        assertThat(apply(event, campaign -> campaign.setOverwrite(true)))
                .endsWith("'campaign':{'source':'s','y':1,'medium':'m'}}");
        String text = "{'url':'/p?utm_source=s','campaign':'x'}";
        assertThat(apply(text, campaign -> {
        })).isEqualTo(text);
        String none = "{'url':'/p','n':1}";
        assertThat(apply(none, campaign -> {
        })).isEqualTo(none);
    }

    @Test
    void failsWhereThereIsNoPlace() {
        assertThatThrownBy(() -> apply("{'url':'/p?utm_source=s','a':'secret'}", campaign -> campaign.setInto("a.b")))
                .isInstanceOf(StepException.class).hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            into      | anivia.x | campaign:x: into: 'anivia' is no member that a step may change
            from      | a,,b     | campaign:x: from: a path is missing
            maxLength | 0        | campaign:x: maxLength is 1 or more, not 0""")
    void refusesOptionsThatMakeNoSense(String option, String value, String message) {
        assertThatThrownBy(() -> Steps.resolve("campaign:x?" + option + "=RAW(" + value + ")"))
                .hasStackTraceContaining(message);
    }

    private static String apply(String event, Consumer<CampaignEndpoint> options) throws Exception {
        CampaignEndpoint endpoint = new CampaignEndpoint("campaign:x", new CampaignComponent(), "x");
        options.accept(endpoint);
        return Steps.apply(endpoint, event);
    }
}
