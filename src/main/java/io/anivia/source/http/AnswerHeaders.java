package io.anivia.source.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads headers that all answers of a source have, such as {@code Cache-Control: no-cache, no-store, X-A: b}. */
final class AnswerHeaders {

    private static final Pattern SEPARATOR = Pattern.compile(",\\s*(?=[A-Za-z0-9-]+:)");
    private static final Pattern ONE =
            Pattern.compile("([A-Za-z0-9-]+):\\s*([\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?)");
    /** Those that frame an answer, or that Anivia sets itself. */
    private static final Set<String> OWN = Set.of("allow", "connection", "content-encoding", "content-length",
            "content-type", "keep-alive", "retry-after", "trailer", "transfer-encoding", "upgrade", "vary",
            "www-authenticate");
    private static final String CORS = "access-control-";

    private AnswerHeaders() {
    }

    /** @throws IllegalArgumentException if one is written in another way, or is set by Anivia */
    static Map<String, String> parse(String written) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String text : written.isBlank() ? new String[0] : SEPARATOR.split(written.strip())) {
            Matcher header = ONE.matcher(text.strip());
            if (!header.matches()) {
                throw new IllegalArgumentException("a header is written 'Cache-Control: no-store', in ASCII, not \""
                        + text + "\"");
            }
            String name = header.group(1).toLowerCase(Locale.ROOT);
            if (OWN.contains(name) || name.startsWith(CORS)) {
                throw new IllegalArgumentException("'" + header.group(1) + "' is set by Anivia"
                        + (name.equals("content-type") ? ": write the type in the answer" : ""));
            }
            if (headers.putIfAbsent(header.group(1), header.group(2)) != null) {
                throw new IllegalArgumentException("'" + header.group(1) + "' is there twice");
            }
        }
        return Map.copyOf(headers);
    }
}
