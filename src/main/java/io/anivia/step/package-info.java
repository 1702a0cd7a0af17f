/**
 * Steps that integrators put into routes to change events: each is a small Camel component, usable in a source, in
 * {@code decorate.camel.yaml} and in a destination, on an event or on a list of them.
 *
 * <p>A step is an {@link io.anivia.step.EventStep}; its endpoint reads the options and refuses what makes no sense; the
 * rest is the same for all of them. {@code id}, {@code timestamp} and {@code anivia} are never changed.
 */
@NullMarked
package io.anivia.step;

import org.jspecify.annotations.NullMarked;
