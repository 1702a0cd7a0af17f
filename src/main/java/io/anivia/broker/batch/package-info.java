/** Several small messages in one of the broker's. */
@NullMarked
package io.anivia.broker.batch;

import org.jspecify.annotations.NullMarked;
