package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.anivia.common.KeptAnswer;
import org.jspecify.annotations.Nullable;

/**
 * A failed delivery, classified by its cause.
 *
 * <p>A producer that understands the responses of its downstream system throws it; {@code destination:} acts on the
 * {@link Fault}. Other exceptions are classified by their type. The message names the cause and never holds a payload,
 * a token or a key: it goes to logs and to the headers of dead letters.
 */
public final class DeliveryException extends Exception {

    /** What a failure says about the event and the destination; it decides what happens to the events. */
    public enum Fault {
        /**
         * These events are refused for good: the batch is bisected until they stand alone, and they are dead letters.
         */
        POISON,
        /** The destination takes nothing for now: back off and try again. */
        TRANSIENT,
        /** The destination takes nothing until it is reconfigured or repaired: suspend and probe. */
        PERMANENT
    }

    private final Fault fault;
    private final Set<Integer> failedIndexes;
    private final Set<Integer> delivered;
    private final @Nullable Duration retryAfter;
    private final @Nullable String answer;

    private DeliveryException(Fault fault, String message, Set<Integer> failedIndexes, Set<Integer> delivered,
            @Nullable Duration retryAfter, @Nullable String answer, @Nullable Throwable cause) {
        super(message, cause);
        this.fault = fault;
        this.failedIndexes = Set.copyOf(failedIndexes);
        this.delivered = Set.copyOf(delivered);
        this.retryAfter = retryAfter;
        this.answer = answer;
    }

    /** Events of this delivery are refused for good, and it is not known which. */
    public static DeliveryException poison(String message, @Nullable Throwable cause) {
        return new DeliveryException(Fault.POISON, message, Set.of(), Set.of(), null, null, cause);
    }

    /**
     * Known events of this delivery are refused for good.
     *
     * @param failedIndexes zero-based positions in the batch; the other events are taken to be undelivered, but sound
     */
    public static DeliveryException poisonAt(String message, Set<Integer> failedIndexes) {
        return new DeliveryException(Fault.POISON, message, failedIndexes, Set.of(), null, null, null);
    }

    /**
     * The destination is down, slow or busy.
     *
     * @param retryAfter how long it asked to be left alone; {@code null} if it did not say
     */
    public static DeliveryException transientFailure(String message, @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        return new DeliveryException(Fault.TRANSIENT, message, Set.of(), Set.of(), retryAfter, null, cause);
    }

    /** The delivery was not carried out to its end, for a reason that is not the destination's or the events'. */
    public static DeliveryException brokenOff(Throwable thrown) {
        return transientFailure("the delivery broke off: " + thrown.getClass().getName(), null, thrown);
    }

    /** The destination refuses everything: credentials, address, certificate or configuration. */
    public static DeliveryException permanent(String message, @Nullable Throwable cause) {
        return new DeliveryException(Fault.PERMANENT, message, Set.of(), Set.of(), null, null, cause);
    }

    /**
     * The same failure of a delivery that needed several requests, the first of which succeeded.
     *
     * @param positions zero-based positions in the batch that are delivered for certain
     */
    public DeliveryException afterDelivering(Set<Integer> positions) {
        return new DeliveryException(fault, getMessage(), failedIndexes, positions, retryAfter, answer, getCause());
    }

    /**
     * The same failure, with what the destination said, or the exception that was thrown.
     *
     * @param text kept as {@link KeptAnswer} says
     */
    public DeliveryException withAnswer(String text) {
        return new DeliveryException(fault, getMessage(), failedIndexes, delivered, retryAfter, KeptAnswer.of(text),
                getCause());
    }

    /** The same failure, with a message that begins with where it was. */
    public DeliveryException at(String place) {
        return new DeliveryException(fault, place + ": " + getMessage(), failedIndexes, delivered, retryAfter, answer,
                getCause());
    }

    /** Never {@code null}. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public Fault fault() {
        return fault;
    }

    /** Zero-based positions of the refused events in the batch; empty if not known or not the events' fault. */
    public Set<Integer> failedIndexes() {
        return failedIndexes;
    }

    /** Zero-based positions of the events that arrived before the failure and need not be sent again; mostly empty. */
    public Set<Integer> delivered() {
        return delivered;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What the destination or an exception said, for the dead letter; it may quote the event, and others. */
    public Optional<String> answer() {
        return Optional.ofNullable(answer);
    }
}
