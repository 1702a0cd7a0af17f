package io.anivia.ops;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The names that are in a body, and what kind of value each has: of JSON (one value, or several behind each other), of
 * a form, and of XML. Of anything else only its length. Pure functions.
 */
public final class RedactedBody {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_DEPTH = 8;
    private static final int MOST_MEMBERS = 50;
    private static final String MORE = "…";
    /** A whole one; its attributes have values in quotes. */
    private static final Pattern TAG = Pattern.compile(
            "</?[A-Za-z_][\\w.:-]*+(?:\\s++[A-Za-z_][\\w.:-]*+\\s*+=\\s*+(?:\"[^\"]*+\"|'[^']*+'))*+\\s*+/?>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Za-z_][\\w.:-]*)\\s*=\\s*(?:\"[^\"]*\"|'[^']*')");

    private RedactedBody() {
    }

    /**
     * Leaves out the values.
     *
     * @param body perhaps only its beginning
     * @return a {@code JsonObject}, a {@code JsonArray} or a text
     */
    public static Object of(String body, String contentType) {
        String begin = body.stripLeading();
        if (begin.startsWith("{") || begin.startsWith("[")) {
            return json(begin);
        }
        if (contentType.toLowerCase(Locale.ROOT).contains("form-urlencoded")) {
            return form(body);
        }
        if (begin.startsWith("<")) {
            return xml(begin);
        }
        return "(text of " + body.length() + " characters)";
    }

    /** The pairs of a form; without a name, a value. */
    private static String form(String body) {
        return Stream.of(body.split("&")).map(pair -> pair.substring(0, pair.indexOf('=') + 1) + MORE)
                .collect(Collectors.joining("&"));
    }

    /** Names of elements and attributes. What is no such thing, as a comment or CDATA, is left out with its text. */
    private static String xml(String body) {
        StringBuilder names = new StringBuilder();
        Matcher tags = TAG.matcher(body);
        int done = 0;
        while (tags.find()) {
            names.append(body.substring(done, tags.start()).isBlank() ? "" : MORE)
                    .append(ATTRIBUTE.matcher(tags.group()).replaceAll("$1=\"" + MORE + "\""));
            done = tags.end();
        }
        return names.append(body.substring(done).isBlank() ? "" : MORE).toString();
    }

    private static Object json(String text) {
        JsonArray values = new JsonArray();
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null && values.size() < MOST_MEMBERS) {
                fill(values, parser);
            }
        } catch (IOException e) {
            // It is cut, or no JSON from here on.
            values.add(MORE);
        }
        return values.size() == 1 ? values.getValue(0) : values;
    }

    private static void fill(JsonArray list, JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            JsonObject object = new JsonObject();
            list.add(object);
            members(object, parser, 1);
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            JsonArray inner = new JsonArray();
            list.add(inner);
            elements(inner, parser, 1);
        } else {
            list.add(kind(parser.currentToken()));
        }
    }

    /** A child is there before it is read: what follows may be cut. */
    private static void members(JsonObject object, JsonParser parser, int depth) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (object.size() >= MOST_MEMBERS || depth >= MOST_DEPTH) {
                object.put(MORE, MORE);
                parser.skipChildren();
            } else if (value == JsonToken.START_OBJECT) {
                JsonObject child = new JsonObject();
                object.put(name, child);
                members(child, parser, depth + 1);
            } else if (value == JsonToken.START_ARRAY) {
                JsonArray child = new JsonArray();
                object.put(name, child);
                elements(child, parser, depth + 1);
            } else {
                object.put(name, kind(value));
            }
        }
    }

    private static void elements(JsonArray list, JsonParser parser, int depth) throws IOException {
        for (JsonToken value = parser.nextToken(); value != JsonToken.END_ARRAY; value = parser.nextToken()) {
            if (value == null) {
                return;
            }
            if (list.size() >= MOST_MEMBERS || depth >= MOST_DEPTH) {
                parser.skipChildren();
            } else if (value == JsonToken.START_OBJECT) {
                JsonObject child = new JsonObject();
                list.add(child);
                members(child, parser, depth + 1);
            } else if (value == JsonToken.START_ARRAY) {
                JsonArray child = new JsonArray();
                list.add(child);
                elements(child, parser, depth + 1);
            } else {
                list.add(kind(value));
            }
        }
    }

    private static String kind(JsonToken value) {
        return switch (value) {
            case VALUE_STRING -> "string";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            default -> "number";
        };
    }
}
