package io.anivia.fakes;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads a batch: envelopes one after the other, white space between them allowed, no JSON array.
 *
 * <p>Stricter than Splunk, so that a sender's slip shows: a member no envelope has, or has twice, is a format error.
 */
final class HecEnvelopes {

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Set<String> TEXTS = Set.of("host", "source", "sourcetype", "index");
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?");

    private HecEnvelopes() {
    }

    /**
     * What a body holds.
     *
     * @param events the sound ones before the first that is not
     * @param refusal what is wrong with the one after them; {@code null} if all are sound
     */
    record Batch(List<IndexedEvent> events, @Nullable HecCode refusal) {
    }

    static Batch read(byte[] body, String token, int maxEventBytes) {
        List<IndexedEvent> events = new ArrayList<>();
        try (JsonParser parser = MAPPER.createParser(body)) {
            while (parser.nextToken() != null) {
                long start = parser.currentTokenLocation().getByteOffset();
                HecCode wrong = readOne(parser, token, events);
                if (wrong == null && parser.currentLocation().getByteOffset() - start > maxEventBytes) {
                    events.remove(events.size() - 1);
                    wrong = HecCode.INVALID_DATA_FORMAT;
                }
                if (wrong != null) {
                    return new Batch(events, wrong);
                }
            }
        } catch (JsonProcessingException e) {
            return new Batch(events, HecCode.INVALID_DATA_FORMAT);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
        return new Batch(events, events.isEmpty() ? HecCode.NO_DATA : null);
    }

    /** Adds the event the parser stands on, or says what is wrong with it. */
    private static @Nullable HecCode readOne(JsonParser parser, String token, List<IndexedEvent> events)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return HecCode.INVALID_DATA_FORMAT;
        }
        BigDecimal time = null;
        ObjectNode texts = MAPPER.createObjectNode();
        JsonNode event = null;
        JsonNode fields = MAPPER.createObjectNode();
        boolean sound = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("time")) {
                // The text as sent: a tree would have forgotten how the number was written.
                boolean plain = value.isScalarValue() && PLAIN_DECIMAL.matcher(parser.getText()).matches();
                time = plain ? new BigDecimal(parser.getText()) : null;
                sound &= plain;
                parser.skipChildren();
            } else {
                JsonNode node = MAPPER.readTree(parser);
                if (name.equals("event")) {
                    event = node;
                } else if (name.equals("fields")) {
                    fields = node;
                } else {
                    sound &= TEXTS.contains(name) && node.isTextual();
                    texts.set(name, node);
                }
            }
        }
        if (!sound) {
            return HecCode.INVALID_DATA_FORMAT;
        }
        if (event == null || event.isNull()) {
            return HecCode.EVENT_REQUIRED;
        }
        if (event.isTextual() && event.textValue().isBlank()) {
            return HecCode.EVENT_BLANK;
        }
        if (!isFlat(fields) || !isSoundMetric(event, fields)) {
            return HecCode.INDEXED_FIELDS;
        }
        events.add(new IndexedEvent(time, text(texts, "host"), text(texts, "source"), text(texts, "sourcetype"),
                text(texts, "index"), event, (ObjectNode) fields, token));
        return null;
    }

    /** The raw endpoint's reading: every line is an event. */
    static Batch readLines(String body, String token) {
        List<IndexedEvent> events = body.lines().filter(line -> !line.isBlank())
                .map(line -> new IndexedEvent(null, null, null, null, null, MAPPER.getNodeFactory().textNode(line),
                        MAPPER.createObjectNode(), token))
                .toList();
        return new Batch(events, events.isEmpty() ? HecCode.NO_DATA : null);
    }

    static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * A metric event has the text "metric", at least one number behind {@code metric_name:}, and single texts as
     * dimensions; an event that is none has no such field.
     */
    private static boolean isSoundMetric(JsonNode event, JsonNode fields) {
        boolean hasNumber = false;
        boolean areTexts = true;
        for (var field : fields.properties()) {
            boolean isMeasure = field.getKey().startsWith("metric_name:");
            hasNumber |= isMeasure;
            areTexts &= isMeasure ? field.getValue().isNumber() : field.getValue().isTextual();
        }
        boolean isMetric = event.isTextual() && event.textValue().equals("metric");
        return isMetric ? hasNumber && areTexts : !hasNumber;
    }

    /** Values and lists of values; Splunk documents the lists as multi-value fields. */
    private static boolean isFlat(JsonNode fields) {
        if (!fields.isObject()) {
            return false;
        }
        for (JsonNode field : fields) {
            if (!isScalar(field)) {
                if (!field.isArray()) {
                    return false;
                }
                for (JsonNode item : field) {
                    if (!isScalar(item)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean isScalar(JsonNode node) {
        return node.isValueNode() && !node.isNull();
    }

    private static @Nullable String text(ObjectNode texts, String name) {
        JsonNode node = texts.get(name);
        return node == null ? null : node.textValue();
    }
}
