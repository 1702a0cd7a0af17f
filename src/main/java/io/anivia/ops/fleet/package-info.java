/**
 * The processes of an installation as one: each can be asked about itself or for something by each other, over the
 * broker that they share. There is no list of processes to keep, and none leads.
 */
@NullMarked
package io.anivia.ops.fleet;

import org.jspecify.annotations.NullMarked;
