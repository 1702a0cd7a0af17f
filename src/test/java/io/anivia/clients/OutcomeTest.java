package io.anivia.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Client CLIENT = Client.all().get(0);
    private static final Client LEAVING = Client.all().stream().filter(Client::isLeaving).findFirst().orElseThrow();
    private static final String MARK = CLIENT.name() + "-01";
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final SentEvent GIVEN = new SentEvent(MARK, "e-1", "2026-11-28T09:59:45Z", NOW);
    private static final SentEvent MADE = new SentEvent(MARK, SentEvent.MADE, SentEvent.MADE, NOW);

    @Test
    void isSoundIfEachEventArrivesOnceWithItsIdAndTime() throws IOException {
        assertThat(wrong(GIVEN, event("e-1", "2026-11-28T09:59:45.000Z", "device"))).isEmpty();
        assertThat(wrong(MADE, event("e-2", "2026-11-28T10:00:01.000Z", "device"))).isEmpty();
    }

    @Test
    void findsWhatDidNotArriveAndWhatArrivedTwice() throws IOException {
        assertThat(wrong(GIVEN)).containsExactly(MARK + " did not arrive");
        String event = event("e-1", "2026-11-28T09:59:45.000Z", "device");
        assertThat(wrong(GIVEN, event, event)).containsExactly(MARK + " arrived 2 times");
    }

    @Test
    void letsAClientSendAgainWhatGotNoAnswer() throws IOException {
        assertThat(ofTwoRequests(CLIENT, 1)).isEmpty();
        assertThat(ofTwoRequests(CLIENT, 0)).containsExactly(MARK + " arrived 2 times");
    }

    @Test
    void letsAPageSendAgainWhatItHadNoTimeToSeeTheAnswerOf() throws IOException {
        assertThat(ofTwoRequests(LEAVING, 0)).isEmpty();
    }

    @Test
    void findsWhatArrivedTwiceOutOfOneRequest() throws IOException {
        String event = event("e-1", "2026-11-28T09:59:45.000Z", "device");
        assertThat(arrived(LEAVING, 1, event, event)).containsExactly(LEAVING.name() + "-01 arrived 2 times");
    }

    @Test
    void findsTheIdThatAniviaHadToMake() throws IOException {
        String event = event("r-0", "2026-11-28T10:00:00.000Z", "device");
        assertThat(wrong(GIVEN, event)).hasSize(2).first().asString().contains("has the id r-0, not e-1");
        assertThat(wrong(MADE, event)).singleElement().asString().contains("has the id r-0, not made");
        assertThat(wrong(new SentEvent(MARK, SentEvent.NONE, SentEvent.MADE, NOW), event)).isEmpty();
    }

    @Test
    void findsTheTimeThatIsNotTheClients() throws IOException {
        assertThat(wrong(GIVEN, event("e-1", "2026-11-28T09:59:45.001Z", "device"))).hasSize(1);
        assertThat(wrong(MADE, event("e-2", "2026-11-28T10:00:00.000Z", "received"))).hasSize(1);
        assertThat(wrong(MADE, event("e-2", "2026-11-28T10:01:00.000Z", "device"))).hasSize(1);
    }

    @Test
    void findsSeveralEventsInOne() throws IOException {
        SentEvent other = new SentEvent(CLIENT.name() + "-02", SentEvent.NONE, SentEvent.MADE, NOW);
        SentEvent one = new SentEvent(MARK, SentEvent.NONE, SentEvent.MADE, NOW);
        String both = """
                {"id": "r-0", "timestamp": "2026-11-28T10:00:00.000Z", "batch": [{"sku": "%s"}, {"sku": "%s"}],
                 "anivia": {"receipt": "r", "key": "clients", "clock": {"method": "device"}}}"""
                .formatted(one.mark(), other.mark());
        assertThat(outcome(List.of(one, other), List.of(), both).wrong())
                .contains(MARK + " arrived together with others, as one event");
    }

    @Test
    void findsTheKeyInAnEvent() throws IOException {
        String event = event("e-1", "2026-11-28T09:59:45.000Z", "device").replace("\"sku\"",
                "\"writeKey\": \"" + CLIENT.key() + "\", \"sku\"");
        assertThat(wrong(GIVEN, event)).containsExactly(MARK + " has its write key in it");
    }

    @Test
    void findsAnEventThatWasTakenInWithoutItsKey() throws IOException {
        String event = event("e-1", "2026-11-28T09:59:45.000Z", "device").replace("\"key\": \"clients\", ", "");
        assertThat(wrong(GIVEN, event)).containsExactly(MARK + " was taken in with the key ''");
    }

    @Test
    void findsARefusalThatWasNotTried() throws IOException {
        String event = event("e-1", "2026-11-28T09:59:45.000Z", "device");
        assertThat(outcome(List.of(GIVEN), List.of(429), event).wrong()).containsExactly("no request came for the 429");
        assertThat(outcome(List.of(), List.of()).wrong()).containsExactly("sent nothing");
    }

    private static List<String> ofTwoRequests(Client client, int unanswered) throws IOException {
        String event = event("e-1", "2026-11-28T09:59:45.000Z", "device");
        return arrived(client, unanswered, event, event.replace("\"r\"", "\"s\""));
    }

    /** What is wrong if the first event of a client arrives so. */
    private static List<String> arrived(Client client, int unanswered, String... delivered) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String each : delivered) {
            events.add(JSON.readTree(each.replace(MARK, client.name() + "-01")));
        }
        SentEvent sent = new SentEvent(client.name() + "-01", GIVEN.id(), GIVEN.time(), NOW);
        Outcome outcome = Outcome.of(client,
                new Conversation(List.of(sent), "well", List.of(), "2x200", List.of(), unanswered), events);
        assertThat(outcome.twice()).isOne();
        return outcome.wrong();
    }

    private static List<String> wrong(SentEvent sent, String... delivered) throws IOException {
        return outcome(List.of(sent), List.of(), delivered).wrong();
    }

    private static Outcome outcome(List<SentEvent> sent, List<Integer> spared, String... delivered)
            throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String each : delivered) {
            events.add(JSON.readTree(each));
        }
        return Outcome.of(CLIENT, new Conversation(sent, "well", List.of(), "1x200", spared, 0), events);
    }

    private static String event(String id, String timestamp, String method) {
        return """
                {"id": "%s", "timestamp": "%s", "sku": "%s",
                 "anivia": {"receipt": "r", "key": "clients", "clock": {"method": "%s"}}}"""
                .formatted(id, timestamp, MARK, method);
    }
}
