/**
 * Elmer's spool: a write-ahead log on the local disk that takes payloads while the broker does not, and is drained in
 * order when it does again. Routes reach it as {@code spool:elmer}.
 *
 * <p>{@link io.anivia.elmer.spool.Spool} writes and reads, on {@link io.anivia.elmer.spool.SpoolJournal};
 * {@link io.anivia.elmer.spool.SpoolDrain} publishes; {@link io.anivia.elmer.spool.ElmerSpool} holds them together. Why
 * it is built so: {@code src/docs/adr/0007-spool.md}.
 */
@NullMarked
package io.anivia.elmer.spool;

import org.jspecify.annotations.NullMarked;
