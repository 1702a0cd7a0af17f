package io.anivia.step;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.impl.ExpressionImpl;
import io.anivia.contract.EventMembers;
import org.jspecify.annotations.Nullable;

/** Writes events anew, by a template in <a href="https://github.com/schibsted/jslt">JSLT</a>. Thread-safe. */
final class MappingStep implements EventStep {

    /** What JSLT calls a template that is not from a file. */
    private static final String TEXT = "<unknown>";
    /** What messages of functions begin with. */
    private static final Pattern FUNCTION = Pattern.compile("([a-z][a-z0-9-]{0,30})[(:]");

    private final ExpressionImpl template;
    private final int maxOperations;
    private final int maxSize;

    MappingStep(ExpressionImpl template, int maxOperations, int maxSize) {
        this.template = template;
        this.maxOperations = maxOperations;
        this.maxSize = maxSize;
    }

    @Override
    public Map<String, @Nullable Object> apply(Map<String, @Nullable Object> event) throws StepException {
        MappingBudget budget = new MappingBudget(maxOperations, maxSize);
        BoundedRegexFunction.setBudget(budget);
        try {
            JsonNode output = template.apply(new MappingScope(template.getStackFrameSize(), budget),
                    EventNodes.of(event));
            if (!(EventNodes.value(output, budget) instanceof Map<?, ?> object)) {
                throw new StepException("the template's value is no object");
            }
            return withReserved(object, event);
        } catch (JsltException e) {
            throw new StepException("the template failed: " + reason(e));
        } catch (MappingLimitException e) {
            throw new StepException("the template was stopped: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new StepException("the template was stopped: its functions or regular expressions go too deep");
        } catch (RuntimeException e) {
            throw new StepException("the template failed: " + e.getClass().getSimpleName());
        } finally {
            BoundedRegexFunction.setBudget(null);
        }
    }

    private static Map<String, @Nullable Object> withReserved(Map<?, ?> made, Map<String, @Nullable Object> event) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        for (String name : EventMembers.RESERVED) {
            if (event.containsKey(name)) {
                whole.put(name, event.get(name));
            }
        }
        made.forEach((name, value) -> {
            if (!EventMembers.RESERVED.contains(String.valueOf(name))) {
                whole.put(String.valueOf(name), value);
            }
        });
        return whole;
    }

    /** Where, and in which function; the rest of the message, and the cause, may quote the event. */
    private static String reason(JsltException e) {
        String message = String.valueOf(e.getMessageWithoutLocation());
        if (message.startsWith("No such variable")) {
            return place(e) + "there is no variable of that name";
        }
        Matcher function = FUNCTION.matcher(message);
        return place(e) + (function.lookingAt() ? "in the function " + function.group(1)
                : "an operation does not fit the event");
    }

    /** File, line and column, with a colon behind each; empty if they are not known. */
    static String place(JsltException e) {
        String source = e.getSource() == null || e.getSource().equals(TEXT) ? "" : e.getSource() + ":";
        return e.getLine() > 0 ? source + e.getLine() + ":" + e.getColumn() + ": " : "";
    }
}
