package io.anivia.destination.omniture;

import static io.anivia.destination.omniture.HitFields.EVENTS;
import static io.anivia.destination.omniture.HitFields.LINK_NAME;
import static io.anivia.destination.omniture.HitFields.LINK_TYPE;
import static io.anivia.destination.omniture.HitFields.LINK_URL;
import static io.anivia.destination.omniture.HitFields.PAGE_NAME;
import static io.anivia.destination.omniture.HitFields.PAGE_URL;
import static io.anivia.destination.omniture.HitFields.PRODUCTS;
import static io.anivia.destination.omniture.HitFields.TIMESTAMP;
import static io.anivia.destination.omniture.HitFields.VISITOR_ID;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.anivia.contract.FieldExpression;
import io.anivia.destination.delivery.DeliveryException;

/**
 * Maps an event to a hit, as the route's YAML says. Immutable.
 *
 * <p>{@code visitorID} is reduced to what Adobe allows: 100 ASCII letters and digits; other characters are removed. A
 * UUID stays unique. Other ids may not: {@code jo.e} and {@code joe} become one visitor, as do ids that differ only
 * after their hundredth letter or digit. For such ids, send a digest, or {@code marketingCloudVisitorID}, which is not
 * reduced.
 *
 * <p>{@code timestamp} is written in ISO 8601 with whole seconds, UTC. Adobe loses hits with a timestamp if the report
 * suite does not take them; then the mapping must have none.
 *
 * <p>{@code products} is what the mapping finds for the field itself, else what {@link HitProducts} makes. What
 * {@link HitEvents} finds comes before what the mapping finds for {@code events}.
 */
final class HitMapping {

    private static final int LONGEST_VISITOR_ID = 100;
    private static final Pattern NOT_ALPHANUMERIC = Pattern.compile("[^0-9A-Za-z]");
    private static final Pattern EPOCH_SECONDS = Pattern.compile("\\d{9,10}");
    /** Both an XML name and a name that Adobe can report on. */
    private static final Pattern CONTEXT_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    private static final List<String> VISITOR_FIELDS = List.of(VISITOR_ID, HitFields.MARKETING_CLOUD_VISITOR_ID,
            "fallbackVisitorID", "analyticsVisitorID", HitFields.IP_ADDRESS);

    private final String reportSuite;
    private final Map<String, FieldExpression> fields;
    private final Map<String, FieldExpression> contextData;
    private final HitProducts products;
    private final HitEvents events;

    private HitMapping(String reportSuite, Map<String, FieldExpression> fields,
            Map<String, FieldExpression> contextData, HitProducts products, HitEvents events) {
        this.reportSuite = reportSuite;
        this.fields = fields;
        this.contextData = contextData;
        this.products = products;
        this.events = events;
    }

    /**
     * Reads a mapping.
     *
     * @param reportSuite one or more, separated by commas
     * @throws IllegalArgumentException if a value makes no sense; the message names the option
     */
    static HitMapping of(String reportSuite, HitOptions options) {
        if (reportSuite.isBlank()) {
            throw new IllegalArgumentException("a report suite is needed behind 'omniture:'");
        }
        return new HitMapping(reportSuite.strip().replaceAll("\\s*,\\s*", ","), fields(options),
                contextData(options.contextData()), HitProducts.of(options.products()),
                HitEvents.of(expression("eventsBy", options.eventsBy()), options.events()));
    }

    private static Map<String, FieldExpression> fields(HitOptions options) {
        Map<String, FieldExpression> fields = new LinkedHashMap<>();
        options.hit().forEach((name, written) -> {
            if (fields.put(HitFields.named(name), expression("hit." + name, written)) != null) {
                throw new IllegalArgumentException("hit." + name + ": twice, in other letters");
            }
        });
        options.delimiters().forEach((name, delimiter) -> {
            String field = HitFields.named(name);
            if (fields.computeIfPresent(field, (key, value) -> value.joinedBy(delimiter.toString())) == null) {
                throw new IllegalArgumentException("delimiter." + name + ": there is no hit." + field
                        + " whose list it could join");
            }
            if (delimiter.toString().isEmpty()) {
                throw new IllegalArgumentException("delimiter." + name + ": it is empty");
            }
        });
        options.tags().forEach((name, written) -> {
            HitFields.checkUnknown(name);
            fields.put(name, expression("tag." + name, written));
        });
        return fields;
    }

    private static Map<String, FieldExpression> contextData(Map<String, ?> options) {
        Map<String, FieldExpression> contextData = new LinkedHashMap<>();
        options.forEach((key, written) -> {
            if (!CONTEXT_KEY.matcher(key).matches()) {
                throw new IllegalArgumentException("contextData." + key
                        + ": a key is made of letters, digits and _, in parts separated by dots");
            }
            contextData.put(key, expression("contextData." + key, written));
        });
        return contextData;
    }

    static FieldExpression expression(String option, Object written) {
        try {
            return FieldExpression.parse(written.toString());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    /**
     * Maps an event.
     *
     * @throws DeliveryException poison, if the hit lacks a visitor or a page, without which Adobe refuses it, if its
     *         time cannot be read, or if a quantity, a price or the value of one of Adobe's events is no number
     */
    Hit map(Map<String, Object> event) throws DeliveryException {
        Map<String, String> hit = new LinkedHashMap<>();
        for (Map.Entry<String, FieldExpression> field : fields.entrySet()) {
            boolean visitor = field.getKey().equals(VISITOR_ID);
            var value = visitor ? field.getValue().in(event, HitMapping::visitorId) : field.getValue().in(event);
            value.ifPresent(text -> hit.put(field.getKey(), text));
        }
        String time = hit.get(TIMESTAMP);
        if (time != null) {
            hit.put(TIMESTAMP, wholeSeconds(time));
        }
        if (!hit.containsKey(PRODUCTS)) {
            products.in(event).ifPresent(text -> hit.put(PRODUCTS, text));
        }
        events.in(event).ifPresent(names -> hit.merge(EVENTS, names, (mapped, byName) -> byName + "," + mapped));
        check(hit);
        Map<String, String> context = new LinkedHashMap<>();
        contextData.forEach((key, expression) -> expression.in(event).ifPresent(text -> context.put(key, text)));
        return new Hit(reportSuite, hit, context);
    }

    private static String visitorId(String id) {
        String alphanumeric = NOT_ALPHANUMERIC.matcher(id).replaceAll("");
        return alphanumeric.substring(0, Math.min(alphanumeric.length(), LONGEST_VISITOR_ID));
    }

    private static String wholeSeconds(String time) throws DeliveryException {
        if (EPOCH_SECONDS.matcher(time).matches()) {
            return time;
        }
        try {
            return OffsetDateTime.parse(time).toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
        } catch (DateTimeException e) {
            throw DeliveryException.poison("hit.timestamp is neither RFC 3339 nor epoch seconds", null);
        }
    }

    /** Adobe's "required components", checked before a request is sent. */
    private static void check(Map<String, String> hit) throws DeliveryException {
        if (VISITOR_FIELDS.stream().noneMatch(hit::containsKey)) {
            throw DeliveryException.poison("the event has nothing for hit.visitorID, or for another of the fields that"
                    + " name a visitor (" + String.join(", ", VISITOR_FIELDS) + ")", null);
        }
        // Adobe clears the page's fields if there is a link type.
        boolean link = hit.containsKey(LINK_TYPE);
        if (link && !hit.containsKey(LINK_NAME) && !hit.containsKey(LINK_URL)) {
            throw DeliveryException.poison("the event has something for hit.linkType, but nothing for hit.linkName or"
                    + " hit.linkURL", null);
        }
        if (!link && !hit.containsKey(PAGE_NAME) && !hit.containsKey(PAGE_URL)) {
            throw DeliveryException.poison("the event has nothing for hit.pageName or hit.pageURL", null);
        }
    }
}
