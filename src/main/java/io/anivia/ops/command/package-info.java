/**
 * The commands of integrators: the same program with a word runs one and ends, without a broker, a port or the network.
 * Quarkus is booted with the profile {@code command}, see {@code application.properties}, so that routes find the same
 * beans and components as when it serves.
 */
@NullMarked
package io.anivia.ops.command;

import org.jspecify.annotations.NullMarked;
