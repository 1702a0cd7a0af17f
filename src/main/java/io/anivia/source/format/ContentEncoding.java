package io.anivia.source.format;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What a request's {@code Content-Encoding} may be where a step undoes one. It speaks of the body as it was sent, so
 * only the first step of its kind in a chain looks at it: what a later one sees has been decoded before.
 *
 * @param isFirst whether the step looks at it
 * @param known   the encodings that the whole chain undoes
 */
record ContentEncoding(boolean isFirst, Set<String> known) {

    /**
     * Called for a body that does not begin like this step's format.
     *
     * @param name as a client says it, such as {@code gzip}
     * @throws UndecodableException if the body was said to be in that format, or in one that the chain does not undo
     */
    void requireNot(String name, @Nullable String contentEncoding) throws UndecodableException {
        String said = said(contentEncoding);
        if (said.equals(name)) {
            throw new UndecodableException("content encoding " + name + ", but not in " + name + " format");
        }
        if (!said.isEmpty() && !known.contains(said)) {
            throw new UndecodableException("unknown content encoding; " + String.join(", ", new TreeSet<>(known))
                    + " and identity are known");
        }
    }

    /** Whether the body is said to be in this format. */
    boolean is(String name, @Nullable String contentEncoding) {
        return said(contentEncoding).equals(name);
    }

    /** Empty for none, and for a step that does not look at it. */
    private String said(@Nullable String contentEncoding) {
        if (!isFirst || contentEncoding == null) {
            return "";
        }
        String said = contentEncoding.strip().toLowerCase(Locale.ROOT);
        return switch (said) {
            case "identity" -> "";
            case "x-gzip" -> "gzip";
            default -> said;
        };
    }
}
