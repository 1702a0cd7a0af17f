/** The packaged application, and programs of these tests, as processes of their own that leave nothing behind. */
@NullMarked
package io.anivia.processes;

import org.jspecify.annotations.NullMarked;
