/** The Camel component {@code rabbitmq:} over {@link io.anivia.broker.Broker}, and nothing else. */
@NullMarked
package io.anivia.rabbitmq;

import org.jspecify.annotations.NullMarked;
