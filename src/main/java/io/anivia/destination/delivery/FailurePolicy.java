package io.anivia.destination.delivery;

import java.time.Duration;

import io.anivia.common.Backoff;
import io.anivia.destination.delivery.DeliveryException.Fault;

/**
 * Decides what happens to a batch that has failed. A pure function of the failure, what is known of the batch, and
 * whether other events have passed since: then the destination is up, and the failure is the batch's own.
 *
 * <table>
 * <caption>The decision</caption>
 * <tr><th>failure</th><th>others have passed since</th><th>of a single event</th><th>of several</th></tr>
 * <tr><td>poison</td><td>or not</td><td>DEAD_LETTER</td><td>BISECT</td></tr>
 * <tr><td>poison, the last of {@code maxRefusals} in a row</td><td>no</td><td>SUSPEND</td><td>SUSPEND</td></tr>
 * <tr><td>transient or permanent, for the first time</td><td>yes</td><td>TRY_AGAIN</td><td>TRY_AGAIN</td></tr>
 * <tr><td>… again and again</td><td>yes</td><td>SET_ASIDE</td><td>BISECT</td></tr>
 * <tr><td>transient</td><td>no</td><td>BACK_OFF</td><td>BACK_OFF</td></tr>
 * <tr><td>… again and again; permanent</td><td>no</td><td>TRY_ANOTHER</td><td>TRY_ANOTHER</td></tr>
 * <tr><td>transient, and the destination says when to come again</td><td>or not</td><td>BACK_OFF</td><td>BACK_OFF</td>
 * </tr>
 * </table>
 *
 * <p>"Again and again" is twice. It is {@value #TRIES_BY_KEY} times for an event that others with its key wait for; ten
 * times if the destination says when to come again, because it is just busy then in most cases. Where the order of all
 * is kept, it is as often as an event is tried at all before others may go before it, and a permanent failure is tried
 * again once, at once; when others have passed all the same, it is once.
 *
 * <p>An event out of the retry queue has failed while others passed, so its failure says nothing about the destination:
 * it is set aside again; while the destination is down, it waits until it is up.
 *
 * @param order what a failing event holds up
 */
record FailurePolicy(RetryPolicy retries, DeliveryOrder order) {

    /** What to do with the batch, and what that says about the destination. */
    enum Action {
        /** The event is refused for good. */
        DEAD_LETTER("dead letter: it goes to the dead letters, with the reason"),
        /** Its halves are tried by themselves, at once. */
        BISECT("bisect: its halves are tried by themselves, at once, until the poison events stand alone"),
        /** It is tried again after a wait of its own; other events go on. */
        TRY_AGAIN("try again: after a wait of its own; other events go on"),
        /** It goes to the retry queue, or to the dead letters if it has been there often enough. */
        SET_ASIDE("set aside: it goes to the retry queue, and to the dead letters after maxAttempts"),
        /** The destination is down: all events wait, and this batch is the next to be tried. */
        BACK_OFF("back off: all events stay queued and wait, and this delivery is the next to be tried"),
        /** Either the destination is down or this batch is at fault: another event is tried at once. */
        TRY_ANOTHER("try another: another event tells whether the destination is down or this delivery is at fault"),
        /** Nothing passes, and the route or the destination is wrong rather than every event. */
        SUSPEND("suspend: nothing passes, so all events stay queued, and it is probed at the longest backoff");

        private final String words;

        Action(String words) {
            this.words = words;
        }

        /** For people: its name, and what it means. */
        String words() {
            return words;
        }
    }

    private static final int TRIES = 2;
    static final int TRIES_BY_KEY = 5;
    private static final int TRIES_OF_A_BUSY_DESTINATION = 10;

    /**
     * What is known beside the failure itself.
     *
     * @param othersPassed whether deliveries of other events have succeeded since this batch was first begun, or last
     *        failed
     * @param isForOther whether it was tried to find out whether another batch fails alone: it has failed, too, and
     *        that is the answer
     * @param refusals how many deliveries in a row were refused for their events' own sake, with this one
     */
    record Evidence(boolean othersPassed, boolean isForOther, int refusals) {
    }

    /**
     * The decision for a batch.
     *
     * @param failed with the failure counted
     */
    Action decide(Batch failed, DeliveryException failure, Evidence evidence) {
        Action action = decide(failed, failure, evidence.othersPassed(), evidence.refusals());
        return action == Action.TRY_AGAIN && evidence.isForOther() ? Action.TRY_ANOTHER : action;
    }

    private Action decide(Batch failed, DeliveryException failure, boolean othersPassed, int refusals) {
        if (failure.fault() == Fault.POISON) {
            return refusals >= retries.maxRefusals() ? Action.SUSPEND
                    : failed.isSingle() ? Action.DEAD_LETTER : Action.BISECT;
        }
        boolean isBusy = failure.retryAfter().isPresent();
        if (wasSetAside(failed) && !othersPassed && !isBusy) {
            return Action.TRY_AGAIN;
        }
        if (othersPassed && (!isBusy || failed.failures() >= TRIES_OF_A_BUSY_DESTINATION)) {
            return failed.ownFailures() < tries(failed) ? Action.TRY_AGAIN
                    : failed.isSingle() ? Action.SET_ASIDE : Action.BISECT;
        }
        if (failed.failures() >= triesBeforeAnother(failure)) {
            return Action.TRY_ANOTHER;
        }
        return failure.fault() == Fault.PERMANENT ? Action.TRY_AGAIN : Action.BACK_OFF;
    }

    /** How long a batch waits that is tried again. */
    Duration waitOf(Batch failed) {
        // Where the order of all is kept, no other event may go before it.
        return order == DeliveryOrder.ALL && !wasSetAside(failed) ? Duration.ZERO
                : Backoff.fullJitter(retries.first(), retries.longest(), failed.failures() - 1);
    }

    private int tries(Batch failed) {
        if (wasSetAside(failed) || order == DeliveryOrder.ALL) {
            return 1;
        }
        return order == DeliveryOrder.BY_KEY && failed.isSingle() ? TRIES_BY_KEY : TRIES;
    }

    private int triesBeforeAnother(DeliveryException failure) {
        if (failure.fault() == Fault.PERMANENT) {
            return order == DeliveryOrder.ALL ? TRIES : 1;
        }
        if (failure.retryAfter().isPresent()) {
            return Math.max(TRIES_OF_A_BUSY_DESTINATION, triesInOrder());
        }
        return triesInOrder();
    }

    private int triesInOrder() {
        return order == DeliveryOrder.ALL ? Math.max(TRIES, retries.maxAttempts()) : TRIES;
    }

    /** Whether it is an event out of the retry queue. */
    static boolean wasSetAside(Batch batch) {
        return batch.isSingle() && batch.items().get(0).attempts() > 0;
    }
}
