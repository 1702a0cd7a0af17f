package io.anivia.source.format;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Makes plain values of OTLP's, which have been read from JSON: objects of lists of attributes, numbers of integers.
 */
final class OtlpValues {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,20}");
    /** So many characters always fit into a {@code long}. */
    private static final int LONG_DIGITS = 18;

    private OtlpValues() {
    }

    /** What {@code {"intValue":"5"}} and the like hold; any other value as it is. */
    static @Nullable Object unwrap(@Nullable Object any) {
        if (!(any instanceof Map<?, ?> wrapper) || wrapper.size() > 1) {
            return any;
        }
        if (wrapper.isEmpty()) {
            return null;
        }
        Map.Entry<?, ?> only = wrapper.entrySet().iterator().next();
        Object value = only.getValue();
        return switch (String.valueOf(only.getKey())) {
            case "stringValue", "boolValue", "doubleValue", "bytesValue" -> value;
            case "intValue" -> value instanceof String text && INTEGER.matcher(text).matches() ? number(text) : value;
            case "arrayValue" -> array(values(value));
            case "kvlistValue" -> {
                Map<String, @Nullable Object> attributes = attributes(values(value));
                yield attributes == null ? any : attributes;
            }
            default -> any;
        };
    }

    /** The object that a list of keys and values stands for; {@code null} if one of its members is not that. */
    static @Nullable Map<String, @Nullable Object> attributes(List<?> list) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        for (Object member : list) {
            if (!(member instanceof Map<?, ?> attribute) || !(attribute.get("key") instanceof String key)) {
                return null;
            }
            attributes.put(key, unwrap(attribute.get("value")));
        }
        return attributes;
    }

    private static List<?> values(@Nullable Object wrapper) {
        return wrapper instanceof Map<?, ?> map && map.get("values") instanceof List<?> values ? values : List.of();
    }

    private static List<@Nullable Object> array(List<?> members) {
        List<@Nullable Object> array = new ArrayList<>(members.size());
        for (Object member : members) {
            array.add(unwrap(member));
        }
        return array;
    }

    private static Object number(String text) {
        if (text.length() > LONG_DIGITS) {
            return new BigInteger(text);
        }
        return Long.valueOf(text);
    }
}
