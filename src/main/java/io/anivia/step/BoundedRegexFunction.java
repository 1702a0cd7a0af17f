package io.anivia.step;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.impl.NodeUtils;
import com.schibsted.spt.data.jslt.impl.RegexpFunction;
import io.anivia.common.CountedText;
import org.jspecify.annotations.Nullable;

/**
 * The functions of JSLT that match regular expressions, in place of its own, which a text can keep busy for hours, and
 * whose cache of compiled expressions is not made for several threads. They do the same otherwise. Thread-safe.
 */
final class BoundedRegexFunction implements Function, RegexpFunction {

    static final List<Function> ALL = List.of(
            new BoundedRegexFunction("test", 2, BoundedRegexFunction::test),
            new BoundedRegexFunction("capture", 2, BoundedRegexFunction::capture),
            new BoundedRegexFunction("split", 2, BoundedRegexFunction::split),
            new BoundedRegexFunction("replace", 3, BoundedRegexFunction::replace));

    private static final int MOST_WHILE_COMPILING = 1_000_000;
    /** Of the run that the thread is in: JSLT calls functions without their scope. */
    private static final ThreadLocal<MappingBudget> BUDGET = new ThreadLocal<>();
    private static final Cache<String, Pattern> PATTERNS =
            Caffeine.newBuilder().maximumSize(1_000).executor(Runnable::run).build();
    private static final Pattern GROUP_NAME = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

    private final String name;
    private final int arguments;
    private final RegexBody body;

    /** What one of them does with a text that is there. */
    private interface RegexBody {

        JsonNode apply(CountedText text, Pattern pattern, JsonNode[] arguments, MappingBudget budget);
    }

    private BoundedRegexFunction(String name, int arguments, RegexBody body) {
        this.name = name;
        this.arguments = arguments;
        this.body = body;
    }

    /** Says what these functions may do in this thread; {@code null}: the run has ended. */
    static void setBudget(@Nullable MappingBudget budget) {
        if (budget == null) {
            BUDGET.remove();
        } else {
            BUDGET.set(budget);
        }
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public int getMinArguments() {
        return arguments;
    }

    @Override
    public int getMaxArguments() {
        return arguments;
    }

    @Override
    public int regexpArgumentNumber() {
        return 1;
    }

    @Override
    public JsonNode call(JsonNode input, JsonNode[] given) {
        if (given[0].isNull()) {
            return name.equals("test") ? BooleanNode.FALSE : NullNode.instance;
        }
        if (given[1].isNull()) {
            throw new JsltException(name + "() has no regular expression");
        }
        // Outside of a run a template is compiled, and constant expressions in it are reckoned.
        MappingBudget budget = Objects.requireNonNullElseGet(BUDGET.get(),
                () -> new MappingBudget(MOST_WHILE_COMPILING, MOST_WHILE_COMPILING));
        CountedText text = new CountedText(NodeUtils.toString(given[0], false), budget::spend);
        return body.apply(text, pattern(NodeUtils.toString(given[1], false)), given, budget);
    }

    private static Pattern pattern(String regex) {
        Pattern known = PATTERNS.getIfPresent(regex);
        if (known == null) {
            try {
                known = Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                throw new JsltException("this is no regular expression", e);
            }
            PATTERNS.put(regex, known);
        }
        return known;
    }

    private static JsonNode test(CountedText text, Pattern pattern, JsonNode[] arguments, MappingBudget budget) {
        return BooleanNode.valueOf(pattern.matcher(text).find());
    }

    private static JsonNode capture(CountedText text, Pattern pattern, JsonNode[] arguments, MappingBudget budget) {
        ObjectNode groups = NodeUtils.mapper.createObjectNode();
        Matcher matcher = pattern.matcher(text);
        if (matcher.find()) {
            GROUP_NAME.matcher(pattern.pattern()).results().map(name -> name.group(1)).sorted()
                    .forEach(name -> groups.put(name, matcher.group(name)));
        }
        return groups;
    }

    private static JsonNode split(CountedText text, Pattern pattern, JsonNode[] arguments, MappingBudget budget) {
        ArrayNode parts = NodeUtils.mapper.createArrayNode();
        for (String part : pattern.split(text)) {
            parts.add(part);
        }
        return parts;
    }

    private static JsonNode replace(CountedText text, Pattern pattern, JsonNode[] arguments, MappingBudget budget) {
        String replacement = NodeUtils.toString(arguments[2], false);
        Matcher matcher = pattern.matcher(text);
        StringBuilder replaced = new StringBuilder();
        int from = 0;
        while (matcher.find()) {
            if (matcher.start() == matcher.end()) {
                throw new JsltException("replace(): the regular expression matches an empty text");
            }
            replaced.append(text.text(), from, matcher.start()).append(replacement);
            from = matcher.end();
            budget.requireSize(replaced.length());
        }
        return new TextNode(replaced.append(text.text(), from, text.length()).toString());
    }
}
