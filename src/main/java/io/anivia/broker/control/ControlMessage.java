package io.anivia.broker.control;

import org.jspecify.annotations.Nullable;

/**
 * A message from one process to another.
 *
 * @param replyTo the queue for an answer; {@code null} if none is wanted
 * @param correlationId of a question and its answers; {@code null} if it has none
 * @param sender the id of the process that has sent it, as it says; {@code null} if it is of a version that does not
 */
public record ControlMessage(byte[] body, @Nullable String replyTo, @Nullable String correlationId,
        @Nullable String sender) {
}
