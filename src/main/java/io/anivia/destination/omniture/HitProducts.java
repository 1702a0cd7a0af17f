package io.anivia.destination.omniture;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.contract.FieldExpression;
import io.anivia.destination.delivery.DeliveryException;
import org.jspecify.annotations.Nullable;

/**
 * Adobe's products string for the objects that an event has for its products. Immutable.
 *
 * <p>A product is {@code category;name;quantity;price;events;eVars}, of which the empty parts at the end are left out;
 * products are separated by commas. {@code price} is the unit price times the quantity, with two decimals, half up;
 * without a quantity it is the unit price. Objects without name and category are no products. The characters
 * {@code ; , |}, which separate parts, become spaces in texts.
 *
 * @see <a href="https://experienceleague.adobe.com/en/docs/analytics/implementation/vars/page-vars/products">Adobe's
 *      description</a>
 */
final class HitProducts {

    private static final String FROM = "from";
    private static final List<String> PARTS = List.of(FROM, "category", "name", "quantity", "price");
    private static final Pattern NUMBERED = Pattern.compile("(?i)(event|eVar)([1-9]\\d{0,3})");
    private static final Map<String, Integer> HIGHEST = Map.of("event", 1_000, "eVar", 250);
    private static final Pattern SEPARATORS = Pattern.compile("[;,|]");

    private final Map<String, FieldExpression> parts;
    /** By Adobe's name, such as event5 or eVar7. */
    private final Map<String, FieldExpression> merchandising;

    private HitProducts(Map<String, FieldExpression> parts, Map<String, FieldExpression> merchandising) {
        this.parts = parts;
        this.merchandising = merchandising;
    }

    /**
     * Reads the options {@code products.*}.
     *
     * @param written {@link FieldExpression}s: {@code from}, where in an event the products are; the others, where in a
     *                product its parts are
     * @throws IllegalArgumentException if an option makes no sense; the message names it
     */
    static HitProducts of(Map<String, ?> written) {
        Map<String, FieldExpression> parts = new LinkedHashMap<>();
        Map<String, FieldExpression> merchandising = new LinkedHashMap<>();
        written.forEach((name, value) -> {
            FieldExpression expression = HitMapping.expression("products." + name, value);
            boolean isTwice = PARTS.contains(name) ? parts.put(name, expression) != null
                    : merchandising.put(numbered(name), expression) != null;
            if (isTwice) {
                throw new IllegalArgumentException("products." + name + ": twice, in other letters");
            }
        });
        if (!parts.isEmpty() || !merchandising.isEmpty()) {
            if (!parts.containsKey(FROM)) {
                throw new IllegalArgumentException("products.from: where in an event its products are, is missing; a"
                        + " dot is the event itself");
            }
            if (!parts.containsKey("name") && !parts.containsKey("category")) {
                throw new IllegalArgumentException("products.name: where in a product its name is, is missing");
            }
        }
        return new HitProducts(parts, merchandising);
    }

    private static String numbered(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        if (matcher.matches()) {
            String family = matcher.group(1).toLowerCase(Locale.ROOT).equals("event") ? "event" : "eVar";
            if (Integer.parseInt(matcher.group(2)) <= HIGHEST.getOrDefault(family, 0)) {
                return family + matcher.group(2);
            }
        }
        throw new IllegalArgumentException("products." + name + ": a product has no such part; it has "
                + String.join(", ", PARTS) + ", event1 to event1000, and eVar1 to eVar250");
    }

    /**
     * The products string of an event; empty if it has no products.
     *
     * @throws DeliveryException poison, if a product is no object, or a quantity, a price or an event's value is no
     *         number
     */
    Optional<String> in(Map<String, Object> event) throws DeliveryException {
        FieldExpression from = parts.get(FROM);
        List<String> products = new ArrayList<>();
        for (Object product : from == null ? List.of() : from.objectsIn(event)) {
            if (!(product instanceof Map<?, ?>)) {
                throw DeliveryException.poison("products.from: the event has a product there that is no object", null);
            }
            @SuppressWarnings("unchecked")
            Map<String, Object> members = (Map<String, Object>) product;
            product(members).ifPresent(products::add);
        }
        return products.isEmpty() ? Optional.empty() : Optional.of(String.join(",", products));
    }

    private Optional<String> product(Map<String, Object> product) throws DeliveryException {
        String category = text(parts.get("category"), product);
        String name = text(parts.get("name"), product);
        if (category.isEmpty() && name.isEmpty()) {
            return Optional.empty();
        }
        Optional<BigDecimal> quantity = number("quantity", product);
        Optional<BigDecimal> price = number("price", product)
                .map(unit -> unit.multiply(quantity.orElse(BigDecimal.ONE)).setScale(2, RoundingMode.HALF_UP));
        List<String> events = new ArrayList<>();
        List<String> eVars = new ArrayList<>();
        for (Map.Entry<String, FieldExpression> part : merchandising.entrySet()) {
            if (part.getKey().startsWith("event")) {
                HitNumber.find("products." + part.getKey(), part.getValue(), product)
                        .ifPresent(value -> events.add(part.getKey() + "=" + value.toPlainString()));
            } else {
                String value = text(part.getValue(), product);
                if (!value.isEmpty()) {
                    eVars.add(part.getKey() + "=" + value);
                }
            }
        }
        return Optional.of(String.join(";", category, name, quantity.map(BigDecimal::toPlainString).orElse(""),
                price.map(BigDecimal::toPlainString).orElse(""), String.join("|", events), String.join("|", eVars))
                .replaceAll(";+$", ""));
    }

    private static String text(@Nullable FieldExpression expression, Map<String, Object> product) {
        return expression == null ? ""
                : expression.in(product, value -> SEPARATORS.matcher(value).replaceAll(" ").strip()).orElse("");
    }

    private Optional<BigDecimal> number(String part, Map<String, Object> product) throws DeliveryException {
        FieldExpression expression = parts.get(part);
        return expression == null ? Optional.empty() : HitNumber.find("products." + part, expression, product);
    }
}
