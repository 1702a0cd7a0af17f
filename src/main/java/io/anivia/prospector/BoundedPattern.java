package io.anivia.prospector;

import java.util.regex.Pattern;

import com.networknt.schema.regex.RegularExpression;
import io.anivia.common.CountedText;

/** A regular expression of a schema that gives up after so many steps: some take a time exponential in their text. */
final class BoundedPattern implements RegularExpression {

    private final Pattern pattern;
    private final int maxSteps;

    /** @throws java.util.regex.PatternSyntaxException if it is none of Java's */
    BoundedPattern(String expression, int maxSteps) {
        this.pattern = Pattern.compile(expression);
        this.maxSteps = maxSteps;
    }

    /** Whether it is found in the text; not so if that takes too many steps. */
    @Override
    public boolean matches(String text) {
        try {
            return pattern.matcher(new CountedText(text, new StepsLeft(maxSteps)::take)).find();
        } catch (TooManyStepsException e) {
            return false;
        } catch (StackOverflowError e) {
            // Of a repeated group, Java's expressions recurse for each character.
            return false;
        }
    }

    private static final class TooManyStepsException extends RuntimeException {

        private static final long serialVersionUID = 1;

        TooManyStepsException() {
            super(null, null, false, false);
        }
    }

    /** What is left of the steps. */
    private static final class StepsLeft {

        private int steps;

        StepsLeft(int steps) {
            this.steps = steps;
        }

        void take() {
            if (--steps < 0) {
                throw new TooManyStepsException();
            }
        }
    }
}
