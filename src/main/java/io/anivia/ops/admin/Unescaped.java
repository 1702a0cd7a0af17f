package io.anivia.ops.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the escapes of JSON, URLs and HTML out of a text, so that what it quotes can be found in it. A text may be escaped
 * several times, as JSON in a JSON string is. Pure functions.
 */
final class Unescaped {

    private static final int MAX_ROUNDS = 3;
    private static final Pattern JSON = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|([\"\\\\/bfnrt]))");
    private static final Pattern URL = Pattern.compile("(?:%[0-9a-fA-F]{2})+");
    private static final Pattern HTML = Pattern.compile("&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));");

    private Unescaped() {
    }

    static String of(String text) {
        String before = text;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            String after = html(url(json(before)));
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
        return before;
    }

    private static String json(String text) {
        return text.indexOf('\\') < 0 ? text : JSON.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(
                escape.group(1) != null ? String.valueOf((char) Integer.parseInt(escape.group(1), 16))
                        : switch (escape.group(2)) {
                            case "b", "f", "n", "r", "t" -> " ";
                            default -> escape.group(2);
                        }));
    }

    /** In a form, which has such escapes almost always, a plus is a blank. */
    private static String url(String text) {
        return !URL.matcher(text).find() ? text : URL.matcher(text.replace('+', ' ')).replaceAll(escapes -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            String hex = escapes.group();
            for (int at = 1; at < hex.length(); at += 3) {
                bytes.write(Integer.parseInt(hex, at, at + 2, 16));
            }
            return Matcher.quoteReplacement(bytes.toString(UTF_8));
        });
    }

    private static String html(String text) {
        return text.indexOf('&') < 0 ? text : HTML.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(
                escape.group(1) != null ? character(Integer.parseInt(escape.group(1)), escape.group())
                        : escape.group(2) != null ? character(Integer.parseInt(escape.group(2), 16), escape.group())
                        : switch (escape.group(3)) {
                            case "amp" -> "&";
                            case "lt" -> "<";
                            case "gt" -> ">";
                            case "quot" -> "\"";
                            default -> "'";
                        }));
    }

    private static String character(int codePoint, String escape) {
        return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : escape;
    }
}
