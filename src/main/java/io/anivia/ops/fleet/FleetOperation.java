package io.anivia.ops.fleet;

import io.vertx.core.json.JsonObject;

/** Something that every process of the fleet can be asked for. CDI beans that implement it are found by {@link Fleet}. */
public interface FleetOperation {

    /** By which it is asked for, such as {@code pause}; a process that does not know it answers 501. */
    String name();

    /**
     * Answers for this process; what is asked for it all the same, whichever process was called.
     *
     * <p>Runs on one of a few threads that may block, within the time that answers are waited for.
     *
     * @param arguments from another process, which may be of another version: to be read with care
     * @return at most a mebibyte as JSON
     * @throws io.anivia.ops.admin.HttpProblem for an error of the caller
     */
    JsonObject answer(JsonObject arguments) throws Exception;
}
