package io.anivia.ops.admin;

import org.jspecify.annotations.Nullable;

/**
 * A call of the admin API that has changed something, as it happened in this process; fired as a CDI event.
 *
 * @param by the name of the caller's token
 * @param path below {@code /admin}
 * @param destination that the path names; {@code null} if it names none
 * @param selection in words; {@code null} if there is nothing to say
 */
public record OperatorAct(String by, String path, @Nullable String destination, @Nullable String selection) {
}
