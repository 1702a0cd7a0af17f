package io.anivia.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What of an HTTP request goes along with its body: as much as its source has asked for.
 *
 * @param method  such as {@code POST}; empty if not asked for
 * @param path    as sent, without the query; empty if not asked for
 * @param pathVariables by their names
 * @param query   its parameters, decoded, each with all its values
 * @param headers by their names in lower case; of several with one name the first
 */
public record RequestParts(String method, String path, Map<String, String> pathVariables,
        Map<String, List<String>> query, Map<String, String> headers) {

    public static final RequestParts NONE = new RequestParts("", "", Map.of(), Map.of(), Map.of());

    private static final String METHOD = "method";
    private static final String PATH = "path";
    private static final String VARIABLES = "variables";
    private static final String QUERY = "query";
    private static final String HEADERS = "headers";

    /** As JSON, for the header {@link MessageHeaders#REQUEST}; what is empty is left out. */
    public String toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = EventJson.generator(bytes)) {
            json.writeStartObject();
            writeText(json, METHOD, method);
            writeText(json, PATH, path);
            writeTexts(json, VARIABLES, pathVariables);
            writeQuery(json);
            writeTexts(json, HEADERS, headers);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void writeText(JsonGenerator json, String name, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }

    private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts) throws IOException {
        if (!texts.isEmpty()) {
            json.writeObjectFieldStart(name);
            for (Map.Entry<String, String> text : texts.entrySet()) {
                json.writeStringField(text.getKey(), text.getValue());
            }
            json.writeEndObject();
        }
    }

    /** A parameter with one value is a text, else an array of them. */
    private void writeQuery(JsonGenerator json) throws IOException {
        if (!query.isEmpty()) {
            json.writePOJOField(QUERY, queryObject());
        }
    }

    /** Reads what {@link #toJson} writes. @throws IOException if it is something else */
    public static RequestParts fromJson(String json) throws IOException {
        Map<String, @Nullable Object> read = EventJson.read(json.getBytes(StandardCharsets.UTF_8));
        return new RequestParts(text(read.get(METHOD)), text(read.get(PATH)), texts(read.get(VARIABLES)),
                query(read.get(QUERY)), texts(read.get(HEADERS)));
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    private static Map<String, String> texts(@Nullable Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, text) -> texts.put(String.valueOf(name), text(text)));
        }
        return texts;
    }

    private static Map<String, List<String>> query(@Nullable Object value) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, one) -> query.put(String.valueOf(name), one instanceof List<?> several
                    ? several.stream().map(RequestParts::text).toList() : List.of(text(one))));
        }
        return query;
    }

    /** The query as it is written in a URL; {@code null} if there is none. */
    public @Nullable String rawQuery() {
        return query.isEmpty() ? null : query.entrySet().stream()
                .flatMap(parameter -> parameter.getValue().stream()
                        .map(value -> encoded(parameter.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** As an event's expressions see it, under {@code request}: {@code request.query.v}, {@code request.path.type}. */
    public Map<String, @Nullable Object> asObject() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put(METHOD, method);
        object.put("uri", path);
        object.put(PATH, pathVariables);
        object.put(QUERY, queryObject());
        object.put("header", headers);
        return object;
    }

    /** As the members of a form are: the value itself where there is one, else a list. */
    private Map<String, Object> queryObject() {
        Map<String, Object> object = new LinkedHashMap<>();
        query.forEach((name, values) -> object.put(name, values.size() == 1 ? values.get(0) : values));
        return object;
    }
}
