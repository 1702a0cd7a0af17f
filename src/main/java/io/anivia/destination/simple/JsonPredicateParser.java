package io.anivia.destination.simple;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.TypeConverter;
import org.apache.camel.language.simple.SimplePredicateParser;
import org.apache.camel.language.simple.ast.BinaryExpression;
import org.apache.camel.language.simple.ast.LogicalExpression;
import org.apache.camel.language.simple.ast.SimpleNode;
import org.apache.camel.language.simple.types.SimpleParserException;
import org.apache.camel.support.ObjectHelper;
import org.apache.camel.support.PredicateToExpressionAdapter;
import org.apache.camel.support.builder.BinaryPredicateSupport;
import org.apache.camel.support.builder.PredicateBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Reads a predicate of the Simple language as Camel does, and puts {@link JsonComparison} in the place of Camel's
 * comparisons where both sides are scalars of JSON. All else, such as dates, is compared as by Camel; an object or an
 * array of JSON has no order, which Camel would make up or throw over.
 */
final class JsonPredicateParser extends SimplePredicateParser {

    JsonPredicateParser(CamelContext context, String expression) {
        super(context, expression, true, null);
    }

    @Override
    public List<SimpleNode> parseTokens() {
        super.parseTokens().replaceAll(JsonPredicateParser::replaced);
        return nodes;
    }

    @Override
    protected void parseTokensAndCreateNodes() {
        try {
            super.parseTokensAndCreateNodes();
        } catch (NumberFormatException e) {
            throw new SimpleParserException("A number of more than 18 digits is written in single quotes", 0);
        }
    }

    private static SimpleNode replaced(SimpleNode node) {
        if (node instanceof LogicalExpression logical) {
            logical.acceptLeftNode(replaced(logical.getLeft()));
            logical.acceptRightNode(replaced(logical.getRight()));
        } else if (node instanceof BinaryExpression binary) {
            BinaryExpression exact = new ExactComparison(binary);
            exact.acceptLeftNode(binary.getLeft());
            exact.acceptRightNode(binary.getRight());
            return exact;
        }
        return node;
    }

    /** A comparison of two expressions. */
    private static final class ExactComparison extends BinaryExpression {

        private static final Pattern RANGE = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\.\\.(-?\\d+(?:\\.\\d+)?)");

        ExactComparison(BinaryExpression original) {
            super(original.getToken());
        }

        @Override
        public Expression createExpression(CamelContext context, String expression) {
            return switch (getOperator()) {
                case EQ -> of(context, expression, (exchange, l, r) -> areEqual(exchange, l, r, false));
                case NOT_EQ -> of(context, expression, (exchange, l, r) -> !areEqual(exchange, l, r, false));
                case EQ_IGNORE -> of(context, expression, (exchange, l, r) -> areEqual(exchange, l, r, true));
                case NOT_EQ_IGNORE -> of(context, expression, (exchange, l, r) -> !areEqual(exchange, l, r, true));
                case LT -> of(context, expression, (exchange, l, r) -> isOrdered(exchange, l, r, order -> order < 0));
                case LTE -> of(context, expression, (exchange, l, r) -> isOrdered(exchange, l, r, order -> order <= 0));
                case GT -> of(context, expression, (exchange, l, r) -> isOrdered(exchange, l, r, order -> order > 0));
                case GTE -> of(context, expression, (exchange, l, r) -> isOrdered(exchange, l, r, order -> order >= 0));
                case CONTAINS -> of(context, expression, (exchange, l, r) -> contains(exchange, l, r, false));
                case NOT_CONTAINS -> of(context, expression, (exchange, l, r) -> !contains(exchange, l, r, false));
                case CONTAINS_IGNORECASE -> of(context, expression, (exchange, l, r) -> contains(exchange, l, r, true));
                case NOT_CONTAINS_IGNORECASE ->
                        of(context, expression, (exchange, l, r) -> !contains(exchange, l, r, true));
                case IN -> of(context, expression, ExactComparison::isIn);
                case NOT_IN -> of(context, expression, (exchange, l, r) -> !isIn(exchange, l, r));
                case RANGE -> range(context, expression, true);
                case NOT_RANGE -> range(context, expression, false);
                default -> super.createExpression(context, expression);
            };
        }

        /** What an operator says of the values of its two sides. */
        @FunctionalInterface
        private interface Operation {
            boolean holds(Exchange exchange, @Nullable Object left, @Nullable Object right);
        }

        private Expression of(CamelContext context, String expression, Operation operation) {
            Expression left = getLeft().createExpression(context, expression);
            Expression right = getRight().createExpression(context, expression);
            String operator = getOperator().toString();
            return PredicateToExpressionAdapter.toExpression(new BinaryPredicateSupport(left, right) {
                @Override
                protected boolean matches(Exchange exchange, @Nullable Object leftValue, @Nullable Object rightValue) {
                    return operation.holds(exchange, leftValue, rightValue);
                }

                @Override
                protected String getOperationText() {
                    return operator;
                }
            });
        }

        /** A range that is not written as one is Camel's to complain about. */
        private Expression range(CamelContext context, String expression, boolean inside) {
            Expression camels = super.createExpression(context, expression);
            Predicate camelsPredicate = PredicateBuilder.toPredicate(camels);
            return of(context, expression, (exchange, value, range) -> {
                Matcher matcher = RANGE.matcher(String.valueOf(range));
                if (!matcher.matches()) {
                    return camelsPredicate.matches(exchange);
                }
                boolean isInside = isOrdered(exchange, value, matcher.group(1), order -> order >= 0)
                        && isOrdered(exchange, value, matcher.group(2), order -> order <= 0);
                return isInside == inside;
            });
        }

        private static boolean areEqual(Exchange exchange, @Nullable Object left, @Nullable Object right,
                boolean ignoreCase) {
            return JsonComparison.isScalar(left) && JsonComparison.isScalar(right)
                    ? JsonComparison.areEqual(left, right, ignoreCase)
                    : ObjectHelper.typeCoerceEquals(converter(exchange), left, right, ignoreCase);
        }

        private static boolean isOrdered(Exchange exchange, @Nullable Object left, @Nullable Object right,
                IntPredicate wanted) {
            if (JsonComparison.isScalar(left) && JsonComparison.isScalar(right)) {
                OptionalInt order = JsonComparison.order(left, right);
                return order.isPresent() && wanted.test(order.getAsInt());
            }
            boolean isJson = isContainer(left) || isContainer(right) || left == null || right == null;
            return !isJson && wanted.test(ObjectHelper.typeCoerceCompare(converter(exchange), left, right));
        }

        private static boolean isContainer(@Nullable Object value) {
            return value instanceof Map || value instanceof Collection;
        }

        private static boolean contains(Exchange exchange, @Nullable Object left, @Nullable Object right,
                boolean ignoreCase) {
            if (left == null || right == null) {
                return left == right;
            }
            if (left instanceof Collection<?> members) {
                return members.stream().anyMatch(member -> areEqual(exchange, member, right, ignoreCase));
            }
            return ObjectHelper.typeCoerceContains(converter(exchange), left, right, ignoreCase);
        }

        private static boolean isIn(Exchange exchange, @Nullable Object value, @Nullable Object list) {
            for (Iterator<?> members = ObjectHelper.createIterator(list); members.hasNext();) {
                if (areEqual(exchange, value, members.next(), false)) {
                    return true;
                }
            }
            return false;
        }

        private static TypeConverter converter(Exchange exchange) {
            return exchange.getContext().getTypeConverter();
        }
    }
}
