package io.anivia.source.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a form: {@code application/x-www-form-urlencoded}, which is also what a query string is, or
 * <a href="https://www.rfc-editor.org/rfc/rfc7578">multipart/form-data</a>.
 *
 * <p>Clients send forms as {@code text/plain}, and JSON as a form, so a body is an URL-encoded form if it looks like
 * one. Multipart needs the boundary that the content type names.
 */
final class FormBody {

    /** A form of more is none: events have far fewer members, and each takes memory however short it is. */
    static final int MAX_FIELDS = 10_000;

    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(?:\"([^\"]{1,200})\"|([^;\\s\"]{1,200}))", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[;\\s]name=(?:\"([^\"\r\n]*)\"|([^;\\s]+))",
            Pattern.CASE_INSENSITIVE);
    private static final byte[] BLANK_LINE = ascii("\r\n\r\n");

    /** The value is not yet text: it may be compressed. */
    record FormField(String name, byte[] value) {

        String text() {
            return new String(value, StandardCharsets.UTF_8);
        }
    }

    private FormBody() {
    }

    /**
     * The fields in their order.
     *
     * @return {@code null} if the body is not a form
     */
    static @Nullable List<FormField> fields(byte[] body, Decoder.Input input) throws UndecodableException {
        String type = input.contentType() == null ? "" : input.contentType();
        if (isType(type, "multipart/form-data")) {
            Matcher boundary = BOUNDARY.matcher(type);
            return boundary.find() ? multipart(body, boundary.group(boundary.group(1) == null ? 2 : 1)) : null;
        }
        return isUrlEncoded(body, isType(type, "application/x-www-form-urlencoded")) ? urlEncoded(body) : null;
    }

    /** The fields of the query; {@code null} if the request has none. */
    static @Nullable List<FormField> query(Decoder.Input input) throws UndecodableException {
        String query = input.query();
        return query == null || query.isEmpty() ? null : urlEncoded(query.getBytes(StandardCharsets.UTF_8));
    }

    static boolean isBlank(byte[] body) {
        for (byte character : body) {
            if (character < 0 || character > ' ') {
                return false;
            }
        }
        return true;
    }

    private static boolean isType(String contentType, String type) {
        return contentType.toLowerCase(Locale.ROOT).strip().startsWith(type);
    }

    /** @param isDeclared whether the content type says so; other text with blanks in it is not taken for a form */
    static boolean isUrlEncoded(byte[] body, boolean isDeclared) {
        int from = skipBlank(body, 0);
        if (from == body.length || "{[\"<".indexOf(body[from]) >= 0) {
            return false;
        }
        boolean hasEquals = false;
        for (int at = from; at < body.length; at++) {
            byte character = body[at];
            hasEquals |= character == '=';
            boolean isControl = character >= 0 && character < ' ' && character != '\r' && character != '\n';
            boolean isBlankInside = character >= 0 && character <= ' ' && skipBlank(body, at) < body.length;
            if (isControl || isBlankInside && !isDeclared) {
                return false;
            }
        }
        return hasEquals;
    }

    private static int skipBlank(byte[] body, int from) {
        int at = from;
        while (at < body.length && body[at] >= 0 && body[at] <= ' ') {
            at++;
        }
        return at;
    }

    /** Pairs between ampersands; one without an equals sign has an empty value. */
    static List<FormField> urlEncoded(byte[] text) throws UndecodableException {
        List<FormField> fields = new ArrayList<>();
        int from = skipBlank(text, 0);
        int to = text.length;
        while (to > from && text[to - 1] >= 0 && text[to - 1] < ' ') {
            to--;
        }
        while (from < to) {
            int end = indexOf(text, '&', from, to);
            if (end > from) {
                int equals = indexOf(text, '=', from, end);
                byte[] name = PercentText.decode(text, from, equals, true);
                byte[] value = PercentText.decode(text, Math.min(equals + 1, end), end, true);
                add(fields, new FormField(new String(name, StandardCharsets.UTF_8), value));
            }
            from = end + 1;
        }
        return fields;
    }

    private static void add(List<FormField> fields, FormField field) throws UndecodableException {
        if (fields.size() == MAX_FIELDS) {
            throw new UndecodableException("a form of more than " + MAX_FIELDS + " fields");
        }
        fields.add(field);
    }

    /** {@code null} if the boundary is nowhere: another step may have taken a field out already. */
    private static @Nullable List<FormField> multipart(byte[] body, String boundary) throws UndecodableException {
        byte[] delimiter = ascii("\r\n--" + boundary);
        // The first has no line break before it if it begins the body.
        int first = startsWith(body, 0, delimiter, 2) ? -2 : indexOf(body, delimiter, 0);
        if (first == -1) {
            return null;
        }
        List<FormField> fields = new ArrayList<>();
        int at = first + delimiter.length;
        while (!startsWith(body, at, ascii("--"), 0)) {
            int headersEnd = indexOf(body, BLANK_LINE, at);
            int valueEnd = headersEnd < 0 ? -1 : indexOf(body, delimiter, headersEnd + 2);
            if (valueEnd < 0) {
                throw new UndecodableException("multipart form is cut short");
            }
            Matcher name = NAME.matcher(new String(body, at, headersEnd - at, StandardCharsets.UTF_8));
            if (name.find()) {
                int from = Math.min(headersEnd + BLANK_LINE.length, valueEnd);
                add(fields, new FormField(name.group(name.group(1) == null ? 2 : 1),
                        Arrays.copyOfRange(body, from, valueEnd)));
            }
            at = valueEnd + delimiter.length;
        }
        return fields;
    }

    /** The end if there is none. */
    private static int indexOf(byte[] text, char wanted, int from, int to) {
        int at = from;
        while (at < to && text[at] != wanted) {
            at++;
        }
        return at;
    }

    /** -1 if there is none. */
    private static int indexOf(byte[] text, byte[] wanted, int from) {
        for (int at = from; at <= text.length - wanted.length; at++) {
            if (startsWith(text, at, wanted, 0)) {
                return at;
            }
        }
        return -1;
    }

    /** @param skipped how many bytes of the start are not looked for */
    private static boolean startsWith(byte[] text, int at, byte[] start, int skipped) {
        int length = start.length - skipped;
        if (length > text.length - at) {
            return false;
        }
        for (int offset = 0; offset < length; offset++) {
            if (text[at + offset] != start[skipped + offset]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
