package io.anivia.step;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.impl.NodeUtils;
import org.jspecify.annotations.Nullable;

/** Makes events to Jackson's nodes and back, without a digit lost. */
final class EventNodes {

    /** How deep an event may be nested, to be written as JSON. */
    private static final int MAX_DEPTH = 1_000;
    /** What a value counts, besides the characters of its text and its name. */
    private static final int SIZE_OF_VALUE = 10;

    private EventNodes() {
    }

    static JsonNode of(@Nullable Object value) {
        if (value instanceof String text) {
            return TextNode.valueOf(text);
        }
        if (value instanceof Integer number) {
            return IntNode.valueOf(number);
        }
        if (value instanceof Long number) {
            return LongNode.valueOf(number);
        }
        if (value instanceof BigDecimal number) {
            return DecimalNode.valueOf(number);
        }
        if (value instanceof BigInteger number) {
            return BigIntegerNode.valueOf(number);
        }
        if (value instanceof Boolean truth) {
            return BooleanNode.valueOf(truth);
        }
        if (value instanceof Map<?, ?> object) {
            ObjectNode node = NodeUtils.mapper.createObjectNode();
            object.forEach((name, member) -> node.set(String.valueOf(name), of(member)));
            return node;
        }
        if (value instanceof List<?> list) {
            ArrayNode node = NodeUtils.mapper.createArrayNode();
            list.forEach(member -> node.add(of(member)));
            return node;
        }
        // A type that a route has put there, such as a Double or a Set.
        return value == null ? NullNode.instance : NodeUtils.mapper.valueToTree(value);
    }

    /**
     * The value as {@link io.anivia.contract.EventJson} reads it.
     *
     * @throws MappingLimitException if it is larger than the budget allows, or nested too deeply
     * @throws StepException         if it is a number that JSON does not have
     */
    static @Nullable Object value(JsonNode node, MappingBudget budget) throws StepException {
        return value(node, budget, 0);
    }

    private static @Nullable Object value(JsonNode node, MappingBudget budget, int depth) throws StepException {
        budget.spendSize(SIZE_OF_VALUE);
        if (depth > MAX_DEPTH) {
            throw new MappingLimitException("it makes what is nested more than " + MAX_DEPTH + " deep");
        }
        if (node.isObject()) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                budget.spendSize(member.getKey().length());
                object.put(member.getKey(), value(member.getValue(), budget, depth + 1));
            }
            return object;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>(node.size());
            for (JsonNode member : node) {
                list.add(value(member, budget, depth + 1));
            }
            return list;
        }
        if (node.isTextual()) {
            budget.spendSize(node.textValue().length());
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNumber() ? number(node) : null;
    }

    private static Number number(JsonNode node) throws StepException {
        if (node.isBigDecimal()) {
            return node.decimalValue();
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToInt() ? (Number) node.intValue()
                    : node.canConvertToLong() ? (Number) node.longValue() : node.bigIntegerValue();
        }
        double number = node.doubleValue();
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new StepException("its value has a number that JSON does not have, such as of a division by 0");
        }
        BigDecimal decimal = BigDecimal.valueOf(number);
        return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
    }
}
