package io.anivia.bench;

/**
 * What was measured on one broker.
 *
 * @param broker its name
 * @param warnings lines in Anivia's log that are warnings or worse
 */
record Figures(String broker, Round.Outcome outcome, Costs costs, long warnings) {

    /** Whether every POST was accepted and every event arrived everywhere. */
    boolean isSound() {
        return outcome.posted().failures().isEmpty()
                && outcome.arrived().stream().allMatch(arrived -> arrived.missing() == 0);
    }

    /** Messages a second through the broker: each payload one, each event one for each destination. */
    double messagesPerSecond(int batch) {
        return outcome.eventsPerSecond() * (1.0 / batch + outcome.arrived().size());
    }
}
