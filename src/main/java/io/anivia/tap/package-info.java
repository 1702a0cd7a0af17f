/**
 * Looks at what goes by: five points of the pipeline offer what passes them to the taps that are open in this process.
 * Nothing waits for a tap, and nothing fails because of one; without taps a point costs one volatile read.
 */
@NullMarked
package io.anivia.tap;

import org.jspecify.annotations.NullMarked;
