/**
 * Small tools without a domain: backoff, directory lock, log throttle, thread names. Depends on nothing else of Anivia.
 */
@NullMarked
package io.anivia.common;

import org.jspecify.annotations.NullMarked;
