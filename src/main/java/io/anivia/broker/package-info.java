/**
 * RabbitMQ without Camel: {@link io.anivia.broker.Broker} opens publishers, subscriptions and browsers.
 *
 * <p>Every publish is confirmed, every delivery is acknowledged explicitly, and messages and bytes in memory are
 * bounded.
 */
@NullMarked
package io.anivia.broker;

import org.jspecify.annotations.NullMarked;
