package io.anivia.destination.splunk;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What Splunk keeps beside an event: of the endpoint, or what an event says of itself.
 *
 * <p>An event says it in its member {@code hec}, which the source {@code hec} makes, or in the attributes of its
 * OpenTelemetry resource, or in its own ones: {@code host.name}, {@code com.splunk.source},
 * {@code com.splunk.sourcetype} and {@code com.splunk.index}, as Splunk's exporter for OpenTelemetry has it.
 *
 * <p>Only texts are used that are neither blank nor longer than a bound, and of indexes only names that Splunk allows:
 * anything else would have Splunk refuse the event. What is not used stays in the event.
 *
 * @param fields     further indexed fields: texts, numbers, booleans, and lists of them
 * @param isComplete whether it has all of the event's member {@code hec}, which is not needed in the event then
 * @see <a href="https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/splunkhecexporter">
 *      The exporter's attributes</a>
 */
record HecMetadata(@Nullable String host, @Nullable String source, @Nullable String sourceType, @Nullable String index,
        Map<String, Object> fields, boolean isComplete) {

    static final HecMetadata NONE = new HecMetadata(null, null, null, null, Map.of(), false);
    /** The event's member. */
    static final String HEC = "hec";

    private static final String HOST_NAME = "host.name";
    private static final String SPLUNK_SOURCE = "com.splunk.source";
    private static final String SPLUNK_SOURCE_TYPE = "com.splunk.sourcetype";
    private static final String SPLUNK_INDEX = "com.splunk.index";
    /** Attributes that are metadata of the event, and so no dimensions of a metric. */
    static final Set<String> ATTRIBUTES = Set.of(HOST_NAME, SPLUNK_SOURCE, SPLUNK_SOURCE_TYPE, SPLUNK_INDEX);

    /** A name that begins with an underscore is one of Splunk's own indexes, such as its audit. */
    private static final Pattern INDEX = Pattern.compile("[a-z0-9][a-z0-9_-]*");
    /** By it a search recognizes repetitions, so it is always the event's. */
    private static final String ID = "id";

    static HecMetadata of(@Nullable String host, @Nullable String source, @Nullable String sourceType,
            @Nullable String index) {
        return new HecMetadata(host, source, sourceType, index, Map.of(), false);
    }

    /**
     * What an event says of itself.
     *
     * @param maxLength most characters of a text; others are not used
     */
    static HecMetadata in(Map<?, ?> event, int maxLength) {
        if (event.get(HEC) instanceof Map<?, ?> hec) {
            return inHec(hec, maxLength);
        }
        Map<?, ?> ofResource = attributesOfResource(event);
        return ofResource == null ? NONE : inAttributes(attributes(event), ofResource, maxLength);
    }

    /** The attributes of the event's OpenTelemetry resource; {@code null} if it has no resource. */
    static @Nullable Map<?, ?> attributesOfResource(Map<?, ?> event) {
        return event.get("resource") instanceof Map<?, ?> resource ? attributes(resource) : null;
    }

    static Map<?, ?> attributes(Map<?, ?> object) {
        return object.get("attributes") instanceof Map<?, ?> attributes ? attributes : Map.of();
    }

    private static HecMetadata inHec(Map<?, ?> hec, int maxLength) {
        Map<String, Object> fields = new LinkedHashMap<>();
        int used = 0;
        if (hec.get("fields") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> {
                if (name instanceof String text && !text.equals(ID) && isText(text, maxLength)
                        && isFlat(value, maxLength)) {
                    fields.put(text, value);
                }
            });
            used += fields.size() == given.size() ? 1 : 0;
        }
        HecMetadata own = new HecMetadata(text(hec.get("host"), maxLength), text(hec.get("source"), maxLength),
                text(hec.get("sourcetype"), maxLength), index(hec.get("index"), maxLength), fields, false);
        for (Object value : new Object[] {own.host, own.source, own.sourceType, own.index}) {
            used += value == null ? 0 : 1;
        }
        return new HecMetadata(own.host, own.source, own.sourceType, own.index, fields, used == hec.size());
    }

    private static HecMetadata inAttributes(Map<?, ?> own, Map<?, ?> ofResource, int maxLength) {
        return of(text(either(own, ofResource, HOST_NAME), maxLength),
                text(either(own, ofResource, SPLUNK_SOURCE), maxLength),
                text(either(own, ofResource, SPLUNK_SOURCE_TYPE), maxLength),
                index(either(own, ofResource, SPLUNK_INDEX), maxLength));
    }

    private static @Nullable Object either(Map<?, ?> first, Map<?, ?> second, String name) {
        Object value = first.get(name);
        return value == null ? second.get(name) : value;
    }

    private static @Nullable String text(@Nullable Object value, int maxLength) {
        return value instanceof String text && isText(text, maxLength) ? text : null;
    }

    private static @Nullable String index(@Nullable Object value, int maxLength) {
        String name = text(value, maxLength);
        return name != null && INDEX.matcher(name).matches() ? name : null;
    }

    private static boolean isText(String text, int maxLength) {
        return text.length() <= maxLength && !text.isBlank();
    }

    private static boolean isFlat(@Nullable Object value, int maxLength) {
        return value instanceof Collection<?> values ? values.stream().allMatch(one -> isScalar(one, maxLength))
                : isScalar(value, maxLength);
    }

    private static boolean isScalar(@Nullable Object value, int maxLength) {
        return value instanceof Number || value instanceof Boolean
                || value instanceof String text && text.length() <= maxLength;
    }

    /** Members that are not here are the other's. The fields are this one's. */
    HecMetadata orElse(HecMetadata other) {
        return this == NONE ? other : new HecMetadata(host == null ? other.host : host,
                source == null ? other.source : source, sourceType == null ? other.sourceType : sourceType,
                index == null ? other.index : index, fields, isComplete);
    }
}
