package io.anivia.ops.admin;

/**
 * What a replay is asked to do.
 *
 * @param rate letters a second
 * @param limit how many letters at most; a trial sends a few
 */
record ReplayRequest(ReplaySource source, DeadLetterFilter filter, int rate, int limit) {

    static final int NO_LIMIT = Integer.MAX_VALUE;
}
