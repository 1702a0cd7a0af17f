package io.anivia.prospector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.anivia.contract.EventMembers;
import org.jspecify.annotations.Nullable;

/**
 * An event as a validator takes it, with all digits of its numbers, that may be looked at so many times only. Some
 * schemas take a time exponential in an event's depth, such as an {@code anyOf} that leads to itself twice, and values
 * with the same hash take one quadratic in their number where no two may be equal.
 */
final class CheckedTree {

    /** Thrown out of the validator. */
    static final class TooManyLooksException extends RuntimeException {

        private static final long serialVersionUID = 1;

        TooManyLooksException() {
            super(null, null, false, false);
        }
    }

    /** The number of values for which there is one share of looks. */
    private static final int VALUES_OF_SHARE = 1_000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode root;
    private int values;
    private long looksLeft;

    /**
     * @param maxLooks for each thousand values begun
     * @throws IllegalArgumentException if a value that a step has put in has no JSON
     */
    CheckedTree(Map<String, @Nullable Object> event, int maxLooks) {
        this.looksLeft = Long.MAX_VALUE;
        this.root = new CountedObjectNode();
        event.forEach((name, value) -> {
            if (!name.equals(EventMembers.ANIVIA)) {
                root.set(name, node(value));
            }
        });
        this.looksLeft = (1L + values / VALUES_OF_SHARE) * maxLooks;
    }

    /** The event without its {@code anivia}. */
    ObjectNode root() {
        return root;
    }

    private void look() {
        if (--looksLeft < 0) {
            throw new TooManyLooksException();
        }
    }

    private JsonNode node(@Nullable Object value) {
        values++;
        if (value instanceof String text) {
            return new CountedTextNode(text);
        }
        if (value instanceof Map<?, ?> object) {
            ObjectNode node = new CountedObjectNode();
            object.forEach((name, member) -> node.set(String.valueOf(name), node(member)));
            return node;
        }
        if (value instanceof List<?> list) {
            ArrayNode node = new CountedArrayNode(list.size());
            list.forEach(member -> node.add(node(member)));
            return node;
        }
        if (value instanceof Boolean truth) {
            return NODES.booleanNode(truth);
        }
        if (value instanceof Integer number) {
            // The hash of none is another's.
            return NODES.numberNode(number.intValue());
        }
        if (value instanceof Long number) {
            return new CountedLongNode(number);
        }
        if (value instanceof BigInteger number) {
            return new CountedBigIntegerNode(number);
        }
        if (value instanceof BigDecimal number) {
            return new CountedDecimalNode(number);
        }
        // Steps may have put in others; they are what they are written as.
        return value == null ? NODES.nullNode() : JSON.valueToTree(value);
    }

    @SuppressWarnings("unchecked") // deepCopy as Jackson declares it
    private final class CountedObjectNode extends ObjectNode {

        private static final long serialVersionUID = 1;

        CountedObjectNode() {
            super(NODES);
        }

        @Override
        public JsonNodeType getNodeType() {
            look();
            return super.getNodeType();
        }

        @Override
        public @Nullable JsonNode get(String member) {
            look();
            return super.get(member);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            look();
            return super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    @SuppressWarnings("unchecked") // deepCopy as Jackson declares it
    private final class CountedArrayNode extends ArrayNode {

        private static final long serialVersionUID = 1;

        CountedArrayNode(int size) {
            super(NODES, size);
        }

        @Override
        public JsonNodeType getNodeType() {
            look();
            return super.getNodeType();
        }

        @Override
        public @Nullable JsonNode get(int index) {
            look();
            return super.get(index);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            look();
            return super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    private final class CountedTextNode extends TextNode {

        private static final long serialVersionUID = 1;

        CountedTextNode(String text) {
            super(text);
        }

        @Override
        public JsonNodeType getNodeType() {
            look();
            return super.getNodeType();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            look();
            return super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    private final class CountedLongNode extends LongNode {

        private static final long serialVersionUID = 1;

        CountedLongNode(long number) {
            super(number);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            look();
            return super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    private final class CountedBigIntegerNode extends BigIntegerNode {

        private static final long serialVersionUID = 1;

        CountedBigIntegerNode(BigInteger number) {
            super(number);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            look();
            return super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    private final class CountedDecimalNode extends DecimalNode {

        private static final long serialVersionUID = 1;

        CountedDecimalNode(BigDecimal number) {
            super(number);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            look();
            return super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }
}
