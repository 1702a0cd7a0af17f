/** The pages under {@code src/docs}, whose tables are generated, and tests that they are as generated. */
@NullMarked
package io.anivia.docs;

import org.jspecify.annotations.NullMarked;
