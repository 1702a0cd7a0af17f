package io.anivia.ops.admin;

import org.jspecify.annotations.Nullable;

/** What a call of the admin API does. */
@FunctionalInterface
public interface AdminCall {

    /**
     * Runs on one of a few threads, which may block for as long as people wait for an answer.
     *
     * @return the JSON of the answer; {@code null} if the response is written already, or will be by another thread
     * @throws HttpProblem for an error of the caller
     */
    @Nullable Object handle(AdminRequest request) throws Exception;
}
