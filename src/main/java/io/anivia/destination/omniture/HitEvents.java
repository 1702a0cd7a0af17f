package io.anivia.destination.omniture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.contract.FieldExpression;
import io.anivia.destination.delivery.DeliveryException;
import org.jspecify.annotations.Nullable;

/**
 * Adobe's events for the name of an event, whose case does not matter. Immutable.
 *
 * <p>Written {@code purchase:{orderId}, event12={total}, event13=5, scAdd}: behind {@code =} stands a value, which
 * Adobe adds up, and behind {@code :} a serial number, by which Adobe counts a repeated event once; each is a text, or
 * a {@link FieldExpression} in braces. An event whose value is not there is left out, for Adobe would add 1; a serial
 * number that is not there is left out alone. Serial numbers are reduced to what Adobe takes: 20 ASCII letters and
 * digits.
 */
final class HitEvents {

    private static final int LONGEST_SERIAL = 20;
    private static final int HIGHEST = 1_000;
    private static final Pattern EVENT = Pattern.compile(
            "([A-Za-z][A-Za-z0-9]*)\\s*(?:=\\s*(\\{[^{}]*}|[^:={}]+?))?\\s*(?::\\s*(\\{[^{}]*}|[^:={}]+?))?");
    private static final Pattern NUMBERED = Pattern.compile("(?i)event(\\d+)");
    private static final Pattern NOT_ALPHANUMERIC = Pattern.compile("[^0-9A-Za-z]");

    private final FieldExpression nameBy;
    private final Map<String, List<AdobeEvent>> byName;

    private HitEvents(FieldExpression nameBy, Map<String, List<AdobeEvent>> byName) {
        this.nameBy = nameBy;
        this.byName = byName;
    }

    /** @param option for messages */
    private record AdobeEvent(String option, String name, @Nullable FieldExpression value,
            @Nullable FieldExpression serial) {

        /** Empty if it has a value that is not there. */
        Optional<String> in(Map<String, Object> event) throws DeliveryException {
            String counted = name;
            if (value != null) {
                Optional<BigDecimal> number = HitNumber.find(option + ": " + name, value, event);
                if (number.isEmpty()) {
                    return Optional.empty();
                }
                counted += "=" + number.get().toPlainString();
            }
            String number = serial == null ? "" : serial.in(event, HitEvents::alphanumeric).orElse("");
            return Optional.of(number.isEmpty() ? counted : counted + ":" + number);
        }
    }

    /**
     * Reads the events of a mapping.
     *
     * @param nameBy finds the name in an event
     * @param byName Adobe's events, separated by commas, by the name
     * @throws IllegalArgumentException if something makes no sense; the message names the option
     */
    static HitEvents of(FieldExpression nameBy, Map<String, ?> byName) {
        Map<String, List<AdobeEvent>> events = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.forEach((name, written) -> {
            String option = "events." + name;
            if (events.put(name, parse(option, written.toString())) != null) {
                throw new IllegalArgumentException(option + ": twice, in other letters; case does not matter");
            }
        });
        return new HitEvents(nameBy, events);
    }

    private static List<AdobeEvent> parse(String option, String written) {
        List<AdobeEvent> events = new ArrayList<>();
        // Commas within braces separate alternatives.
        for (String part : written.split(",(?![^{]*})", -1)) {
            Matcher matcher = EVENT.matcher(part.strip());
            if (!matcher.matches() || !isNumberedRight(matcher.group(1))) {
                throw new IllegalArgumentException(option + ": '" + part.strip() + "' is none of Adobe's events, such"
                        + " as purchase, event1 (to event" + HIGHEST + "), event1=5, event1={path}, or purchase:{path}");
            }
            FieldExpression value = expression(option, matcher.group(2));
            boolean isLiteral = value != null && !matcher.group(2).startsWith("{");
            if (isLiteral && !HitNumber.isPlain(matcher.group(2).strip())) {
                throw new IllegalArgumentException(option + ": the value '" + matcher.group(2).strip()
                        + "' is no number; a path is written in braces, as in event1={path}");
            }
            events.add(new AdobeEvent(option, matcher.group(1), value, expression(option, matcher.group(3))));
        }
        return List.copyOf(events);
    }

    private static boolean isNumberedRight(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        return !matcher.matches() || matcher.group(1).length() <= 4 && !matcher.group(1).startsWith("0")
                && Integer.parseInt(matcher.group(1)) <= HIGHEST;
    }

    /** Of a path in braces, or of a literal text. */
    private static @Nullable FieldExpression expression(String option, @Nullable String written) {
        if (written == null) {
            return null;
        }
        try {
            return FieldExpression.parse(written.startsWith("{") ? written.substring(1, written.length() - 1)
                    : "'" + written.strip() + "'");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private static String alphanumeric(String serial) {
        String reduced = NOT_ALPHANUMERIC.matcher(serial).replaceAll("");
        return reduced.substring(0, Math.min(reduced.length(), LONGEST_SERIAL));
    }

    /**
     * Adobe's events for an event, separated by commas; empty if there are none for its name.
     *
     * @throws DeliveryException poison, if a value is no number
     */
    Optional<String> in(Map<String, Object> event) throws DeliveryException {
        List<String> counted = new ArrayList<>();
        for (AdobeEvent adobe : nameBy.in(event).map(byName::get).orElse(List.of())) {
            adobe.in(event).ifPresent(counted::add);
        }
        return counted.isEmpty() ? Optional.empty() : Optional.of(String.join(",", counted));
    }
}
