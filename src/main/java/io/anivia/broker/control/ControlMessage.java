package io.anivia.broker.control;

import org.jspecify.annotations.Nullable;

/**
 * A message from one process to another.
 *
 * @param replyTo the queue for an answer; {@code null} if none is wanted
 * @param correlationId of a question and its answers; {@code null} if it has none
 */
public record ControlMessage(byte[] body, @Nullable String replyTo, @Nullable String correlationId) {
}
