package io.anivia.source.format;

import java.util.List;

/** Reads a source's {@code decode}: the names of its steps, separated by commas. */
public final class Decoders {

    private Decoders() {
    }

    /**
     * @param written such as {@code gunzip, form:data, base64, json}
     * @throws IllegalArgumentException if there is no such step
     */
    public static List<Decoder> parse(String written) {
        throw new UnsupportedOperationException(written);
    }
}
