package io.anivia.source.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonFactory;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/**
 * Decodes values inside events, such as JSON in a string. Immutable and thread-safe.
 *
 * <p>A path is names separated by dots; {@code [*]} behind a name leads into each member of a list. The steps behind it
 * are applied one after the other, each only if the value is in its format. But once one of them has been applied the
 * others have to be, too, or the value stays as it was: a word that happens to be Base64 does not become what it would
 * decode to unless that is JSON, if JSON is what is to come of it.
 */
public final class InnerDecodings {

    /** What makes one value of another. */
    private enum InnerStep {
        BASE64, BASE64URL, JSON, QUERY, ATTRIBUTES, NUMBER;

        static final String KNOWN = Arrays.stream(values()).map(InnerStep::word).collect(Collectors.joining(", "));

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static InnerStep of(String word, String written) {
            return Arrays.stream(values()).filter(step -> step.word().equals(word)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown step '" + word + "' in '" + written
                            + "'; known are " + KNOWN));
        }
    }

    /** In place of a value: the step does not apply. */
    private static final Object NOT_THAT = new Object();
    private static final String EACH = "[*]";
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    /** @param names from the event on; {@code [*]} is each member of a list, and none is the event itself */
    private record InnerPath(List<String> names, List<InnerStep> steps) {
    }

    private final List<InnerPath> paths;

    private InnerDecodings(List<InnerPath> paths) {
        this.paths = paths;
    }

    /**
     * @param written such as {@code cx base64url json, co json, requests[*] query}: paths, each with its steps
     * @throws IllegalArgumentException if a path or a step is not valid
     */
    public static InnerDecodings parse(String written) {
        List<InnerPath> paths = new ArrayList<>();
        for (String part : written.split(",")) {
            if (!part.isBlank()) {
                paths.add(path(part.strip()));
            }
        }
        return new InnerDecodings(List.copyOf(paths));
    }

    private static InnerPath path(String written) {
        String[] words = written.split("\\s+");
        if (words.length < 2) {
            throw new IllegalArgumentException("'" + written + "' has no steps behind its path; known are "
                    + InnerStep.KNOWN);
        }
        List<InnerStep> steps = Arrays.stream(words).skip(1).map(word -> InnerStep.of(word, written)).toList();
        return new InnerPath(names(words[0], written), steps);
    }

    private static List<String> names(String path, String written) {
        List<String> names = new ArrayList<>();
        for (String part : path.equals(".") ? new String[0] : path.split("\\.", -1)) {
            int lists = 0;
            String name = part;
            while (name.endsWith(EACH)) {
                name = name.substring(0, name.length() - EACH.length());
                lists++;
            }
            if (name.isEmpty()) {
                throw new IllegalArgumentException("the path in '" + written + "' has an empty name");
            }
            names.add(name);
            names.addAll(Collections.nCopies(lists, EACH));
        }
        return List.copyOf(names);
    }

    /**
     * Decodes values in place; what cannot be decoded stays as it is, and so does what would be nested deeper, or add
     * more values, than is allowed.
     *
     * @param json      makes the parsers of JSON in strings; how deep it reads is how deep the event may be nested
     * @param maxValues how many values may be added to the event at most
     * @return how many values were added
     */
    public int apply(Map<String, @Nullable Object> event, JsonFactory json, int maxValues) {
        Decoding decoding = new Decoding(json, maxValues);
        for (InnerPath path : paths) {
            decoding.apply(event, path, 0);
        }
        return decoding.added;
    }

    /** Whether an event may be a text, which the steps behind the path {@code .} make an object of. */
    public boolean decodesTexts() {
        return paths.stream().anyMatch(path -> path.names().isEmpty());
    }

    /**
     * Decodes an event that is a text.
     *
     * @param maxValues how many values it may have
     * @return {@code null} if it does not become an object
     */
    @SuppressWarnings("unchecked")
    public @Nullable Map<String, @Nullable Object> event(String text, JsonFactory json, int maxValues) {
        for (InnerPath path : paths) {
            if (path.names().isEmpty()
                    && new Decoding(json, maxValues).decoded(text, path) instanceof Map<?, ?> event) {
                return (Map<String, @Nullable Object>) event;
            }
        }
        return null;
    }

    /** Of one event. */
    private static final class Decoding {

        private final JsonFactory json;
        private final int maxValues;
        private int added;

        Decoding(JsonFactory json, int maxValues) {
            this.json = json;
            this.maxValues = maxValues;
        }

        /** @param index of the path's name to be looked for in the container */
        @SuppressWarnings("unchecked")
        void apply(@Nullable Object container, InnerPath path, int index) {
            if (index == path.names().size()) {
                return;
            }
            String name = path.names().get(index);
            boolean isLast = index == path.names().size() - 1;
            if (name.equals(EACH) && container instanceof List) {
                List<@Nullable Object> list = (List<@Nullable Object>) container;
                for (int at = 0; at < list.size(); at++) {
                    if (isLast) {
                        list.set(at, decoded(list.get(at), path));
                    } else {
                        apply(list.get(at), path, index + 1);
                    }
                }
            } else if (!name.equals(EACH) && container instanceof Map<?, ?> map && map.containsKey(name)) {
                if (isLast) {
                    ((Map<String, @Nullable Object>) container).put(name, decoded(map.get(name), path));
                } else {
                    apply(map.get(name), path, index + 1);
                }
            }
        }

        private @Nullable Object decoded(@Nullable Object value, InnerPath path) {
            Object current = value;
            int before = added;
            boolean isDecoded = false;
            for (InnerStep step : path.steps()) {
                Object next = apply(step, current, path.names().size());
                if (next != NOT_THAT) {
                    current = next;
                    isDecoded = true;
                } else if (isDecoded) {
                    added = before;
                    return value;
                }
            }
            return current;
        }

        private @Nullable Object apply(InnerStep step, @Nullable Object value, int depth) {
            if (value instanceof String text) {
                return switch (step) {
                    case BASE64, BASE64URL -> base64(text);
                    case JSON -> json(text, depth);
                    case QUERY -> query(text);
                    case NUMBER -> NUMBER.matcher(text).matches() ? json(text, depth) : NOT_THAT;
                    case ATTRIBUTES -> NOT_THAT;
                };
            }
            if (step == InnerStep.ATTRIBUTES && value instanceof List<?> list) {
                Object attributes = OtlpValues.attributes(list);
                return attributes == null ? NOT_THAT : attributes;
            }
            return NOT_THAT;
        }

        private static Object base64(String text) {
            byte[] decoded = Base64Decoder.decoded(text.getBytes(StandardCharsets.UTF_8));
            if (decoded == null) {
                return NOT_THAT;
            }
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded)).toString();
            } catch (CharacterCodingException e) {
                // Bytes that are no text, which JSON cannot hold.
                return NOT_THAT;
            }
        }

        private @Nullable Object json(String text, int depth) {
            try (CountingParser parser = new CountingParser(json.createParser(text), maxValues - added + 1)) {
                if (parser.nextToken() == null) {
                    return NOT_THAT;
                }
                Object value = EventJson.readValue(parser);
                boolean isWhole = parser.nextToken() == null;
                if (!isWhole || depth + depth(value) > json.streamReadConstraints().getMaxNestingDepth()) {
                    return NOT_THAT;
                }
                added += parser.values() - 1;
                return value;
            } catch (IOException e) {
                // Not JSON, or beyond the limits.
                return NOT_THAT;
            }
        }

        private Object query(String text) {
            byte[] query = text.substring(text.startsWith("?") ? 1 : 0).getBytes(StandardCharsets.UTF_8);
            if (!FormBody.isUrlEncoded(query, false)) {
                return NOT_THAT;
            }
            try {
                Map<String, @Nullable Object> object = FormObject.of(FormBody.urlEncoded(query), Set.of());
                int values = 0;
                for (Object value : object.values()) {
                    values += value instanceof List<?> list ? 1 + list.size() : 1;
                }
                if (values > maxValues - added) {
                    return NOT_THAT;
                }
                added += values;
                return object;
            } catch (UndecodableException e) {
                // Too many fields for a form.
                return NOT_THAT;
            }
        }

        private static int depth(@Nullable Object value) {
            int deepest = 0;
            if (value instanceof Map<?, ?> map) {
                for (Object member : map.values()) {
                    deepest = Math.max(deepest, depth(member));
                }
                return deepest + 1;
            }
            if (value instanceof List<?> list) {
                for (Object member : list) {
                    deepest = Math.max(deepest, depth(member));
                }
                return deepest + 1;
            }
            return 0;
        }
    }
}
