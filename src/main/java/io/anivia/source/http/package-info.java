/** What a source says about HTTP: paths, keys, answers, origins. Knows neither Camel nor a server. */
@NullMarked
package io.anivia.source.http;

import org.jspecify.annotations.NullMarked;
