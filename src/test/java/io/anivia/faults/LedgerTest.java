package io.anivia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The count itself is right. */
class LedgerTest {

    private final Ledger ledger = new Ledger();

    private void accepted(Kind kind) {
        ledger.sent("a", kind);
        ledger.accepted(List.of("a"));
    }

    private void arrivesAtAllBut(Sink... some) {
        Stream.of(Sink.values()).filter(sink -> !List.of(some).contains(sink)).forEach(s -> ledger.arrived(s, "a"));
    }

    @Test
    void missesAnEventUntilItIsEverywhere() {
        accepted(Kind.GOOD);

        arrivesAtAllBut(Sink.OMNITURE);
        assertThat(ledger.missing()).isOne();

        ledger.arrived(Sink.OMNITURE, "a");
        assertThat(ledger.missing()).isZero();
    }

    @Test
    void doesNotMissWhatWasNotAccepted() {
        ledger.sent("a", Kind.GOOD);

        assertThat(ledger.missing()).isZero();
    }

    @Test
    void wantsTheBadOnesDeadWhereTheyDie() {
        accepted(Kind.REFUSED);

        arrivesAtAllBut(Sink.WEBHOOK);
        assertThat(ledger.missingBad()).isOne();

        ledger.dead(Sink.WEBHOOK, "a");
        assertThat(ledger.missing()).isZero();
        assertThat(ledger.misplaced()).isZero();
    }

    @Test
    void seesAGoodEventAmongTheDeadLetters() {
        accepted(Kind.GOOD);
        arrivesAtAllBut();

        ledger.dead(Sink.SPLUNK, "a");

        assertThat(ledger.missing()).isZero();
        assertThat(ledger.misplaced()).isOne();
    }

    @Test
    void wantsWhatCannotBeReadRejected() {
        accepted(Kind.UNREADABLE);
        assertThat(ledger.missing()).isOne();

        ledger.rejected("a");

        assertThat(ledger.missing()).isZero();
        assertThat(ledger.misplaced()).isZero();
    }

    @Test
    void seesAPayloadDeliveredThatHadToBeRejected() {
        accepted(Kind.UNREADABLE);
        ledger.rejected("a");

        ledger.arrived(Sink.SPLUNK, "a");

        assertThat(ledger.misplaced()).isOne();
    }

    @Test
    void countsTheMessagesThatOnePayloadBecomesAmongTheRejected() {
        accepted(Kind.UNREADABLE);

        ledger.rejected("a");
        ledger.rejected("a");

        assertThat(ledger.mostRejections()).isEqualTo(2);
        assertThat(ledger.rejected()).isOne();
    }

    @Test
    void countsDuplicatesByDestination() {
        accepted(Kind.GOOD);
        arrivesAtAllBut();
        ledger.arrived(Sink.SPLUNK, "a");

        assertThat(ledger.duplicates(Sink.SPLUNK)).isOne();
        assertThat(ledger.duplicates(Sink.WEBHOOK)).isZero();
    }
}
