/**
 * Whether clients of others can send to Anivia with nothing but its host and a key in their configuration: the clients
 * themselves, a real Anivia, and a count of every event at the other end.
 *
 * <p>{@link io.anivia.clients.ClientsHarness} is the program, {@link io.anivia.clients.Client} its table of contents;
 * the clients are in {@code src/test/clients}.
 */
@NullMarked
package io.anivia.clients;

import org.jspecify.annotations.NullMarked;
