/** What each process has counted, and what that adds up to: the overview of the fleet. */
@NullMarked
package io.anivia.ops.books;

import org.jspecify.annotations.NullMarked;
