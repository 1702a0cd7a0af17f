/** The main job from the POST to the downstream systems, on the embedded broker and on a real RabbitMQ alike. */
@NullMarked
package io.anivia.e2e;

import org.jspecify.annotations.NullMarked;
