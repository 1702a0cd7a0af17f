/**
 * The {@code rabbitmq:} component, and the connection to the broker that everything else publishes and consumes through.
 *
 * <p>Every publish is confirmed, every delivery is acknowledged by hand, and nothing here holds more messages or bytes
 * than it was told to.
 */
@NullMarked
package io.anivia.rabbitmq;

import org.jspecify.annotations.NullMarked;
