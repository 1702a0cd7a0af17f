/** The health of services, out of the logs, spans and metrics that they send. */
@NullMarked
package io.anivia.ops.services;

import org.jspecify.annotations.NullMarked;
