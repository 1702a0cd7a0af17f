package io.anivia.broker.control;

/**
 * What is known of a pause besides that it is there.
 *
 * @param by the name of the operator's token
 * @param at when, RFC 3339
 * @param reason why; may be empty
 */
public record PauseNote(String by, String at, String reason) {
}
