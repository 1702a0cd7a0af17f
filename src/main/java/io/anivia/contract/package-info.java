/**
 * Names and shapes that processes and releases share: queues, headers, the JSON of an event. Changing one is a
 * change of contract.
 */
@NullMarked
package io.anivia.contract;

import org.jspecify.annotations.NullMarked;
