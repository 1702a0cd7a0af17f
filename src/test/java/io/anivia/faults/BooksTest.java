package io.anivia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anivia.faults.Books.Expected;
import org.junit.jupiter.api.Test;

/** The judging itself is right. */
class BooksTest {

    private static final Expected NOTHING_WENT_WRONG = expected(new CountRange(12, 12), true);

    private final Overview overview = overview();

    private static Overview overview() {
        try {
            return Overview.of("""
                    {"processes": [{"id": "a", "silent": false}, {"id": "b", "silent": false}], "silent": [],
                     "conservation": {"routed": 52, "earlier": 0, "delivered": 48, "filtered": 0, "dead": 2, "waiting": 2,
                       "gone": 0, "unaccounted": 0, "holds": true, "note": null},
                     "destinations": [
                       {"name": "splunk", "delivered": 12, "backlog": 2, "unaccounted": 0},
                       {"name": "omniture", "delivered": 12, "backlog": 0, "unaccounted": 0},
                       {"name": "webhook", "delivered": 12, "backlog": 0, "unaccounted": 0},
                       {"name": "fragile", "delivered": 12, "backlog": 0, "unaccounted": 0}]}""");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Expected expected(CountRange delivered, boolean isComparable) {
        Map<Sink, Long> waiting = new EnumMap<>(Sink.class);
        Map<Sink, CountRange> everywhere = new EnumMap<>(Sink.class);
        for (Sink sink : Sink.values()) {
            waiting.put(sink, sink == Sink.SPLUNK ? 2L : 0L);
            everywhere.put(sink, delivered);
        }
        return new Expected(2, waiting, everywhere, new CountRange(2, 2),
                isComparable ? OptionalLong.of(0) : OptionalLong.empty());
    }

    private ObjectNode conservation() {
        return (ObjectNode) overview.conservation();
    }

    private ObjectNode webhook() {
        return (ObjectNode) overview.destination(Sink.WEBHOOK);
    }

    private List<String> wrong() {
        return Books.judge(overview, NOTHING_WENT_WRONG);
    }

    @Test
    void whatAddsUpIsRight() {
        assertThat(wrong()).isEmpty();
    }

    @Test
    void aProcessThatDoesNotAnswerIsWrong() {
        ((ObjectNode) overview.json().path("processes").get(1)).put("silent", true);
        assertThat(wrong()).containsExactly("1 processes answer and 0 are silent, and 2 run");
    }

    @Test
    void itHasToHold() {
        conservation().putNull("holds").put("note", "the broker does not say");
        assertThat(wrong()).containsExactly("the overview says holds: null, note: \"the broker does not say\"");
        conservation().put("holds", false);
        assertThat(wrong()).hasSize(1);
    }

    @Test
    void whatIsUnaccountedForIsSeenInAllAndAtADestination() {
        conservation().put("unaccounted", 3);
        assertThat(wrong()).containsExactly("3 events are unaccounted for in the overview");
        conservation().put("unaccounted", 0);
        webhook().put("unaccounted", -1);
        assertThat(wrong()).containsExactly("-1 events of webhook are unaccounted for");
    }

    @Test
    void whatWaitsIsWhatTheBrokerHas() {
        webhook().put("backlog", 1);
        assertThat(wrong()).containsExactly("0 events wait for webhook, and 1 in the overview");
        webhook().putNull("backlog");
        assertThat(wrong()).containsExactly("0 events wait for webhook, and null in the overview");
    }

    @Test
    void oneThatWasRoutedAndNeitherDealtWithNorWaitsIsWrong() {
        conservation().put("routed", 53);
        assertThat(wrong()).containsExactly("of what was routed -1 too many were dealt with or wait");
    }

    @Test
    void whatIsEarlierOrGoneMakesASumOfIt() {
        conservation().put("routed", 1052);
        assertThat(wrong()).hasSize(2).first().asString().startsWith("the sum is none");
        conservation().put("gone", 1000);
        assertThat(Books.judge(overview, expected(new CountRange(0, 20), false))).isEmpty();
        conservation().put("gone", 0).put("earlier", 1000);
        assertThat(Books.judge(overview, expected(new CountRange(0, 20), false))).hasSize(1);
    }

    @Test
    void whatWasDeliveredIsWhatArrivedAndMayHaveComeAgain() {
        webhook().put("delivered", 13);
        assertThat(wrong()).containsExactly("12 events came to webhook, and 13 in the overview");
        assertThat(Books.judge(overview, expected(new CountRange(12, 14), true))).isEmpty();
        assertThat(Books.judge(overview, expected(new CountRange(14, 15), true))).hasSize(4);
    }

    @Test
    void aDestinationThatIsNotThereIsWrong() {
        webhook().put("name", "other");
        assertThat(wrong()).hasSize(3).allSatisfy(each -> assertThat(each).contains("webhook"));
    }

    @Test
    void deadOnesAreThoseOfTheLedger() {
        conservation().put("dead", 1).put("delivered", 49);
        assertThat(wrong()).containsExactly("dead are 2, and 1 in the overview");
    }

    @Test
    void whatIsNotSaidToHoldIsWrong() {
        conservation().putNull("holds").put("note", "one is silent");
        assertThat(wrong()).containsExactly("the overview says holds: null, note: \"one is silent\"");
    }
}
