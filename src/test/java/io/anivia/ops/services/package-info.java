/** Tests of the view of services. */
@NullMarked
package io.anivia.ops.services;

import org.jspecify.annotations.NullMarked;
