package io.anivia.destination.omniture;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.anivia.contract.FieldExpression;
import io.anivia.destination.delivery.DeliveryException;

/** Reads the numbers of a hit that Adobe adds up: quantities, prices, the values of events. Pure functions. */
final class HitNumber {

    private static final Pattern PLAIN = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,30})?");

    private HitNumber() {
    }

    /** Whether a text is a number without exponent, of at most thirty digits before the point and after it. */
    static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches();
    }

    /**
     * The number that an expression finds in an object; empty if it finds nothing.
     *
     * @param option for the message
     * @throws DeliveryException poison, if it finds something else
     */
    static Optional<BigDecimal> find(String option, FieldExpression expression, Map<String, Object> object)
            throws DeliveryException {
        Optional<String> text = expression.in(object, String::strip);
        if (text.isPresent() && !isPlain(text.get())) {
            throw DeliveryException.poison(option + ": what the event has there is no number", null);
        }
        return text.map(BigDecimal::new);
    }
}
