package io.anivia.destination.omniture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.Map;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;


class HitMappingTest {

    private static final Map<String, String> FIELDS = Map.of(
            "pageName", "screen, type", "visitorID", "userId, anonymousId", "timestamp", "timestamp");

    @Test
    void mapsMembersToFields() throws DeliveryException {
        HitMapping mapping = HitMapping.of(" rs1 , rs2", with(FIELDS, "evar12", "plan", "prop3", "'app'"),
                Map.of("anivia.id", "id", "gone", "nothing"), "type", Map.of());

        Hit hit = mapping.map(Map.of("id", "e1", "type", "login", "userId", "u1", "plan", 3,
                "timestamp", "2026-11-23T20:15:30.999Z"));

        assertThat(hit.reportSuite()).isEqualTo("rs1,rs2");
        assertThat(hit.fields()).containsOnly(entry("pageName", "login"), entry("visitorID", "u1"),
                entry("timestamp", "2026-11-23T20:15:30Z"), entry("eVar12", "3"), entry("prop3", "app"));
        assertThat(hit.contextData()).containsOnly(entry("anivia.id", "e1"));
    }

    @Test
    void mapsTheNameOfAnEventToAdobesEvents() throws DeliveryException {
        HitMapping mapping = HitMapping.of("rs", with(FIELDS, "events", "adobe"), Map.of(), "event, type",
                Map.of("Order Completed", "purchase , event1"));

        assertThat(fields(mapping, "event", "Order Completed")).containsEntry("events", "purchase,event1");
        assertThat(fields(mapping, "type", "Order Completed", "adobe", "event7"))
                .containsEntry("events", "purchase,event1,event7");
        assertThat(fields(mapping, "type", "login")).doesNotContainKey("events");
    }

    @ParameterizedTest
    @CsvSource({
            "0b1ed1b0-4ca9-4d9c-8f05-d5e4c9d3c1a7, 0b1ed1b04ca94d9c8f05d5e4c9d3c1a7",
            "jo.e@example.com, joeexamplecom",
            "ünï, n",
            "日本, fallback"})
    void reducesTheVisitorToLettersAndDigits(String id, String visitor) throws DeliveryException {
        HitMapping mapping = HitMapping.of("rs", FIELDS, Map.of(), "type", Map.of());

        Hit hit = mapping.map(Map.of("type", "x", "userId", id, "anonymousId", "fallback"));

        assertThat(hit.fields()).containsEntry("visitorID", visitor);
    }

    @Test
    void cutsTheVisitorAfterAHundredCharacters() throws DeliveryException {
        HitMapping mapping = HitMapping.of("rs", FIELDS, Map.of(), "type", Map.of());

        Hit hit = mapping.map(Map.of("type", "x", "userId", "a-".repeat(120)));

        assertThat(hit.fields()).containsEntry("visitorID", "a".repeat(100));
    }

    @ParameterizedTest
    @CsvSource({
            "2026-11-23T20:15:30.456Z,      2026-11-23T20:15:30Z",
            "2026-11-23T20:15:30+05:30,     2026-11-23T14:45:30Z",
            "1795464930,                    1795464930"})
    void writesTimeInWholeSeconds(String time, String written) throws DeliveryException {
        HitMapping mapping = HitMapping.of("rs", FIELDS, Map.of(), "type", Map.of());

        assertThat(fields(mapping, "timestamp", time)).containsEntry("timestamp", written);
    }

    @Test
    void refusesAnEventThatAdobeWouldRefuse() {
        HitMapping mapping = HitMapping.of("rs", with(FIELDS, "linkType", "link", "linkName", "name"), Map.of(), "type",
                Map.of());

        assertRefused(mapping, Map.of("type", "x"), "hit.visitorID");
        assertRefused(mapping, Map.of("userId", "---", "type", "x"), "hit.visitorID");
        assertRefused(mapping, Map.of("userId", "u"), "hit.pageName");
        assertRefused(mapping, Map.of("userId", "u", "type", "x", "link", "o"), "hit.linkName");
        assertRefused(mapping, Map.of("userId", "u", "type", "x", "timestamp", "yesterday"), "hit.timestamp");
    }

    @Test
    void doesNotQuoteAnEvent() {
        HitMapping mapping = HitMapping.of("rs", FIELDS, Map.of(), "type", Map.of());

        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> mapping.map(Map.of("userId", "geheim1", "type", "x", "timestamp", "geheim2")))
                .withMessageNotContaining("geheim").withNoCause();
    }

    @Test
    void aLinkStandsForAPage() throws DeliveryException {
        HitMapping mapping = HitMapping.of("rs", Map.of("IPaddress", "ip", "linkType", "'o'", "linkURL", "url"),
                Map.of(), "type", Map.of());

        assertThat(mapping.map(Map.of("ip", "192.0.2.1", "url", "https://example.com")).fields()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pagename2", "eVar0", "eVar251", "eVar", "prop76", "hier6", "list4", "evar01",
            "contextData", "reportSuiteID", "scXmlVer", "", "page name", "eVar99999999999"})
    void refusesAnUnknownField(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HitMapping.of("rs", Map.of(name, "a"), Map.of(), "type", Map.of()))
                .withMessageContaining("hit." + name);
    }

    @Test
    void refusesAFieldTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HitMapping.of("rs", Map.of("eVar1", "a", "evar1", "b"), Map.of(), "type", Map.of()))
                .withMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a", "a b", "a..b", ".a", "a.", "a<b", "é"})
    void refusesAnInvalidKey(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HitMapping.of("rs", FIELDS, Map.of(key, "a"), "type", Map.of()))
                .withMessageContaining("contextData." + key);
    }

    @Test
    void namesTheOptionThatIsInvalid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HitMapping.of("rs", Map.of("eVar1", "a,,b"), Map.of(), "type", Map.of()))
                .withMessageContaining("hit.eVar1");
    }

    private static Map<String, String> fields(HitMapping mapping, Object... members) throws DeliveryException {
        Map<String, Object> event = new HashMap<>(Map.of("userId", "u", "screen", "s"));
        for (int i = 0; i < members.length; i += 2) {
            event.put((String) members[i], members[i + 1]);
        }
        return mapping.map(event).fields();
    }

    private static void assertRefused(HitMapping mapping, Map<String, Object> event, String reason) {
        assertThatExceptionOfType(DeliveryException.class).isThrownBy(() -> mapping.map(event))
                .withMessageContaining(reason).returns(Fault.POISON, DeliveryException::fault);
    }

    private static Map<String, String> with(Map<String, String> fields, String... more) {
        Map<String, String> all = new HashMap<>(fields);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
