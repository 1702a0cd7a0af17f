package io.anivia.source.format;

import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import org.jspecify.annotations.Nullable;

/** Decodes values inside events. Immutable and thread-safe. */
public final class InnerDecodings {

    private InnerDecodings() {
    }

    /**
     * @param written such as {@code cx base64url json, co json, requests[*] query}: paths, each with its steps
     * @throws IllegalArgumentException if a path or a step is not valid
     */
    public static InnerDecodings parse(String written) {
        throw new UnsupportedOperationException(written);
    }

    /**
     * Decodes values in place; what cannot be decoded stays as it is.
     *
     * @param json      makes the parsers of JSON in strings, with their limits
     * @param maxValues how many values may be added to the event at most
     * @return how many values were added
     */
    public int apply(Map<String, @Nullable Object> event, JsonFactory json, int maxValues) {
        return 0;
    }
}
