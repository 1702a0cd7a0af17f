/** The {@code rabbitmq:} component and the connection to the broker. */
@NullMarked
package io.anivia.rabbitmq;

import org.jspecify.annotations.NullMarked;
