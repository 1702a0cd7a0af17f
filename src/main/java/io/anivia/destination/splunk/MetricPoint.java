package io.anivia.destination.splunk;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that have their dimensions in common, which become one metric event of Splunk's.
 *
 * <p>An event of the type {@code metric} has them in two shapes. One is {@code metrics}, numbers by their names, and
 * {@code dimensions}, which the source {@code hec} makes. The other is a data point of OpenTelemetry, which becomes what
 * Splunk's own exporter makes of it: the dimensions are the attributes of the resource and of the point, and
 * {@code metric_type}; the numbers have the metric's name, and of
 *
 * <ul>
 * <li>a histogram and a summary {@code <name>_sum} and {@code <name>_count}, and {@code _min} and {@code _max} if known;
 * <li>a histogram also {@code <name>_bucket} for each bound, with all below it, and the dimension {@code le}, the bound;
 * <li>a summary also {@code <name>_<quantile>}, with the dimension {@code qt}.
 * </ul>
 *
 * @param values     by the metric's name; at least one
 * @param dimensions of these numbers alone, beside those that all points of the event have
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Metrics/GetMetricsInOther">The multiple-metric
 *      format</a>
 */
record MetricPoint(Map<String, Number> values, Map<String, String> dimensions) {

    private static final String TYPE = "metric_type";
    /** Members that only a data point of an exponential histogram has. */
    private static final Set<String> EXPONENTIAL = Set.of("scale", "zeroCount", "positive", "negative");

    /** The points of an event; none if it is no metric, or one without numbers. */
    static List<MetricPoint> of(Map<?, ?> event) {
        if (!"metric".equals(event.get("type"))) {
            return List.of();
        }
        if (event.get("metrics") instanceof Map<?, ?> metrics) {
            return ofMetrics(metrics);
        }
        return event.get("name") instanceof String name && !name.isBlank() ? ofDataPoint(name, event) : List.of();
    }

    /** What is no number has no place in a metric event, so with one of them it is none, and nothing is lost. */
    private static List<MetricPoint> ofMetrics(Map<?, ?> metrics) {
        Map<String, Number> values = new LinkedHashMap<>();
        for (Map.Entry<?, ?> metric : metrics.entrySet()) {
            Number value = number(metric.getValue());
            if (value == null || !(metric.getKey() instanceof String name) || name.isBlank()) {
                return List.of();
            }
            values.put(name, value);
        }
        return values.isEmpty() ? List.of() : List.of(new MetricPoint(values, Map.of()));
    }

    private static List<MetricPoint> ofDataPoint(String name, Map<?, ?> point) {
        Number value = number(point.get("asDouble") == null ? point.get("asInt") : point.get("asDouble"));
        boolean isSum = point.get("aggregationTemporality") != null;
        if (value != null) {
            return List.of(new MetricPoint(Map.of(name, value), Map.of(TYPE, isSum ? "Sum" : "Gauge")));
        }
        if (point.get("quantileValues") instanceof List<?> quantiles) {
            return withQuantiles(aggregate(name, "Summary", point), name, quantiles);
        }
        if (EXPONENTIAL.stream().anyMatch(point::containsKey)) {
            return aggregate(name, "ExponentialHistogram", point);
        }
        boolean isHistogram = isSum || point.containsKey("bucketCounts");
        List<MetricPoint> points = aggregate(name, isHistogram ? "Histogram" : "Summary", point);
        return point.get("bucketCounts") instanceof List<?> counts ? withBuckets(points, name, counts,
                point.get("explicitBounds") instanceof List<?> bounds ? bounds : List.of()) : points;
    }

    private static List<MetricPoint> aggregate(String name, String type, Map<?, ?> point) {
        Map<String, Number> values = new LinkedHashMap<>();
        for (String part : List.of("sum", "count", "min", "max")) {
            Number value = number(point.get(part));
            if (value != null) {
                values.put(name + '_' + part, value);
            }
        }
        List<MetricPoint> points = new ArrayList<>();
        if (!values.isEmpty()) {
            points.add(new MetricPoint(values, Map.of(TYPE, type)));
        }
        return points;
    }

    /** Adds one for each bound and one for all, unless counts and bounds do not fit together. */
    private static List<MetricPoint> withBuckets(List<MetricPoint> points, String name, List<?> counts,
            List<?> bounds) {
        boolean fit = counts.size() == bounds.size() + 1 && counts.stream().allMatch(Number.class::isInstance)
                && bounds.stream().allMatch(bound -> number(bound) != null);
        long below = 0;
        for (int at = 0; fit && at < counts.size(); at++) {
            below += ((Number) counts.get(at)).longValue();
            String bound = at < bounds.size() ? plain(bounds.get(at)) : "+Inf";
            points.add(new MetricPoint(Map.of(name + "_bucket", below), Map.of(TYPE, "Histogram", "le", bound)));
        }
        return points;
    }

    private static List<MetricPoint> withQuantiles(List<MetricPoint> points, String name, List<?> quantiles) {
        for (Object member : quantiles) {
            // Left out is what is 0.
            if (member instanceof Map<?, ?> quantile && isNumberOrNone(quantile.get("quantile"))
                    && isNumberOrNone(quantile.get("value"))) {
                String share = plain(orZero(quantile.get("quantile")));
                points.add(new MetricPoint(Map.of(name + '_' + share, orZero(quantile.get("value"))),
                        Map.of(TYPE, "Summary", "qt", share)));
            }
        }
        return points;
    }

    private static boolean isNumberOrNone(@Nullable Object value) {
        return value == null || number(value) != null;
    }

    private static Number orZero(@Nullable Object value) {
        Number number = number(value);
        return number == null ? 0 : number;
    }

    /** {@code null} for what is none, or is beyond a double, which Splunk's numbers are. */
    private static @Nullable Number number(@Nullable Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue()) ? number : null;
    }

    private static String plain(@Nullable Object number) {
        return new BigDecimal(String.valueOf(number)).stripTrailingZeros().toPlainString();
    }

    /**
     * The dimensions that all points of an event have, as texts: what is an object or a list as its JSON, and without
     * what is empty. Names that mean something else in a metric event, {@code metric_name…} and those with an
     * underscore in front, are left out.
     *
     * @param hasMetadata whether attributes are left out that are metadata
     */
    static Map<String, String> dimensions(Map<?, ?> event, boolean hasMetadata) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        if (event.get("metrics") instanceof Map<?, ?>) {
            add(event.get("dimensions") instanceof Map<?, ?> given ? given : Map.of(), Set.of(), dimensions);
            return dimensions;
        }
        Set<String> except = hasMetadata ? HecMetadata.ATTRIBUTES : Set.of();
        Map<?, ?> ofResource = HecMetadata.attributesOfResource(event);
        add(ofResource == null ? Map.of() : ofResource, except, dimensions);
        add(HecMetadata.attributes(event), except, dimensions);
        return dimensions;
    }

    private static void add(Map<?, ?> attributes, Set<String> except, Map<String, String> dimensions) {
        attributes.forEach((key, value) -> {
            String name = String.valueOf(key);
            String text = value == null ? "" : text(value);
            if (!text.isEmpty() && !name.isBlank() && !name.startsWith("metric_name") && !name.startsWith("_")
                    && !except.contains(name)) {
                dimensions.put(name, text);
            }
        });
    }

    private static String text(Object value) {
        if (!(value instanceof Map<?, ?>) && !(value instanceof Collection<?>)) {
            return String.valueOf(value);
        }
        try {
            // In an object of its own, since only objects are written.
            String json = new String(EventJson.write(Map.of("v", value)), StandardCharsets.UTF_8);
            return json.substring("{\"v\":".length(), json.length() - 1);
        } catch (IOException e) {
            // As the value of an ordinary event, it would not be written, either.
            return "";
        }
    }
}
