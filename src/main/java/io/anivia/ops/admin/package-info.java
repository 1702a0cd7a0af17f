/**
 * What people do to running processes: {@code /admin}, its callers and their roles; and here also the destinations, dead
 * letters and rejected payloads of one. Other parts of it are elsewhere, as {@link io.anivia.ops.admin.AdminEndpoints}.
 */
@NullMarked
package io.anivia.ops.admin;

import org.jspecify.annotations.NullMarked;
