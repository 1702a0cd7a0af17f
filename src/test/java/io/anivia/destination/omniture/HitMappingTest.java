package io.anivia.destination.omniture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.List;
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
        HitMapping mapping = HitMapping.of(" rs1 , rs2", new HitOptions(
                with(FIELDS, "evar12", "plan", "prop3", "'app'"), Map.of(), Map.of(),
                Map.of("anivia.id", "id", "gone", "nothing"), Map.of(), "type", Map.of()));

        Hit hit = mapping.map(Map.of("id", "e1", "type", "login", "userId", "u1", "plan", 3,
                "timestamp", "2026-11-23T20:15:30.999Z"));

        assertThat(hit.reportSuite()).isEqualTo("rs1,rs2");
        assertThat(hit.fields()).containsOnly(entry("pageName", "login"), entry("visitorID", "u1"),
                entry("timestamp", "2026-11-23T20:15:30Z"), entry("eVar12", "3"), entry("prop3", "app"));
        assertThat(hit.contextData()).containsOnly(entry("anivia.id", "e1"));
    }

    @Test
    void mapsTheNameOfAnEventToAdobesEvents() throws DeliveryException {
        HitMapping mapping = HitMapping.of("rs", new HitOptions(with(FIELDS, "events", "adobe"), Map.of(), Map.of(),
                Map.of(), Map.of(), "event, type", Map.of("Order Completed", "purchase , event1")));

        assertThat(fields(mapping, "event", "Order Completed")).containsEntry("events", "purchase,event1");
        assertThat(fields(mapping, "type", "Order Completed", "adobe", "event7"))
                .containsEntry("events", "purchase,event1,event7");
        assertThat(fields(mapping, "type", "order COMPLETED")).containsEntry("events", "purchase,event1");
        assertThat(fields(mapping, "type", "login")).doesNotContainKey("events");
    }

    @ParameterizedTest
    @CsvSource({
            "0b1ed1b0-4ca9-4d9c-8f05-d5e4c9d3c1a7, 0b1ed1b04ca94d9c8f05d5e4c9d3c1a7",
            "jo.e@example.com, joeexamplecom",
            "ünï, n",
            "日本, fallback"})
    void reducesTheVisitorToLettersAndDigits(String id, String visitor) throws DeliveryException {
        HitMapping mapping = mapping(FIELDS);

        Hit hit = mapping.map(Map.of("type", "x", "userId", id, "anonymousId", "fallback"));

        assertThat(hit.fields()).containsEntry("visitorID", visitor);
    }

    @Test
    void cutsTheVisitorAfterAHundredCharacters() throws DeliveryException {
        HitMapping mapping = mapping(FIELDS);

        Hit hit = mapping.map(Map.of("type", "x", "userId", "a-".repeat(120)));

        assertThat(hit.fields()).containsEntry("visitorID", "a".repeat(100));
    }

    @ParameterizedTest
    @CsvSource({
            "2026-11-23T20:15:30.456Z,      2026-11-23T20:15:30Z",
            "2026-11-23T20:15:30+05:30,     2026-11-23T14:45:30Z",
            "1795464930,                    1795464930"})
    void writesTimeInWholeSeconds(String time, String written) throws DeliveryException {
        HitMapping mapping = mapping(FIELDS);

        assertThat(fields(mapping, "timestamp", time)).containsEntry("timestamp", written);
    }

    @Test
    void refusesAnEventThatAdobeWouldRefuse() {
        HitMapping mapping = mapping(with(FIELDS, "linkType", "link", "linkName", "name"));

        assertRefused(mapping, Map.of("type", "x"), "hit.visitorID");
        assertRefused(mapping, Map.of("userId", "---", "type", "x"), "hit.visitorID");
        assertRefused(mapping, Map.of("userId", "u"), "hit.pageName");
        assertRefused(mapping, Map.of("userId", "u", "type", "x", "link", "o"), "hit.linkName");
        assertRefused(mapping, Map.of("userId", "u", "type", "x", "timestamp", "yesterday"), "hit.timestamp");
    }

    @Test
    void doesNotQuoteAnEvent() {
        HitMapping mapping = mapping(FIELDS);

        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> mapping.map(Map.of("userId", "geheim1", "type", "x", "timestamp", "geheim2")))
                .withMessageNotContaining("geheim").withNoCause();
    }

    @Test
    void aLinkStandsForAPage() throws DeliveryException {
        HitMapping mapping = mapping(Map.of("IPaddress", "ip", "linkType", "'o'", "linkURL", "url"));

        assertThat(mapping.map(Map.of("ip", "192.0.2.1", "url", "https://example.com")).fields()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pagename2", "eVar0", "eVar251", "eVar", "prop76", "hier6", "list4", "evar01",
            "contextData", "reportSuiteID", "scXmlVer", "", "page name", "eVar99999999999"})
    void refusesAnUnknownField(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapping(Map.of(name, "a")))
                .withMessageContaining("hit." + name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {"tags!a|2|true", "text!x|y|z", "word!word"})
    void joinsListsByADelimiter(String path, String written) throws DeliveryException {
        HitMapping mapping = HitMapping.of("rs", new HitOptions(with(FIELDS, "list1", path, "prop1", path), Map.of(),
                Map.of("List1", "|"), Map.of(), Map.of(), "type", Map.of()));

        Map<String, String> fields = fields(mapping, "tags", List.of("a", 2, true), "text", "x, y ,z", "word", "word");

        assertThat(fields).containsEntry("list1", written).doesNotContainEntry("prop1", "a|2|true");
    }

    @Test
    void passesOnTagsThatItDoesNotKnow() throws DeliveryException {
        HitMapping mapping = HitMapping.of("rs", new HitOptions(FIELDS, Map.of("new_tag.x", "plan, 'none'"), Map.of(),
                Map.of(), Map.of(), "type", Map.of()));

        assertThat(fields(mapping, "plan", 3)).containsEntry("new_tag.x", "3");
        assertThat(fields(mapping)).containsEntry("new_tag.x", "none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
            "eVar1!write hit.eVar1", "PAGENAME!write hit.PAGENAME", "eVar300!write hit.eVar300",
            "reportSuiteID!the report suite is set behind", "contextData!is set by contextData.", "sc_xml_ver!always there",
            "a b!cannot be the name of a tag", "1a!cannot be the name of a tag", "a<b!cannot be the name of a tag",
            "xmlx!cannot be the name of a tag"})
    void refusesATagThatIsNoneOrNotItsOwn(String tag, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> HitMapping.of("rs", new HitOptions(FIELDS,
                        Map.of(tag, "a"), Map.of(), Map.of(), Map.of(), "type", Map.of())))
                .withMessageContaining("tag." + tag + ": ").withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {"list1!;!there is no hit.list1", "nofield!;!hit.nofield", "pageName!''!empty"})
    void refusesADelimiterWithoutItsField(String field, String delimiter, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> HitMapping.of("rs", new HitOptions(FIELDS, Map.of(),
                        Map.of(field, delimiter), Map.of(), Map.of(), "type", Map.of())))
                .withMessageContaining(why);
    }

    @Test
    void refusesAFieldTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapping(Map.of("eVar1", "a", "evar1", "b")))
                .withMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a", "a b", "a..b", ".a", "a.", "a<b", "é"})
    void refusesAnInvalidKey(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HitMapping.of("rs", new HitOptions(FIELDS, Map.of(), Map.of(),
                        Map.of(key, "a"), Map.of(), "type", Map.of())))
                .withMessageContaining("contextData." + key);
    }

    @Test
    void namesTheOptionThatIsInvalid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapping(Map.of("eVar1", "a,,b")))
                .withMessageContaining("hit.eVar1");
    }

    private static HitMapping mapping(Map<String, String> fields) {
        return HitMapping.of("rs", new HitOptions(fields, Map.of(), Map.of(), Map.of(), Map.of(), "type", Map.of()));
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
