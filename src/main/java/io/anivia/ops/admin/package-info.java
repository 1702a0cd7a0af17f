/** What people do to a running process: look at destinations, dead letters and rejected payloads, and mend them. */
@NullMarked
package io.anivia.ops.admin;

import org.jspecify.annotations.NullMarked;
