package io.anivia.step;

import java.util.Objects;
import java.util.function.Function;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** What all steps have: a name, and what is done with an event that the step cannot change. */
public abstract class StepEndpoint extends DefaultEndpoint {

    @UriPath(description = "A name for the step, for warnings and metrics.")
    @Metadata(required = true)
    private final String name;
    @UriParam(defaultValue = "keep", enums = "keep,dead", description = "What is done with an event on which the step"
            + " fails. keep: it goes on as it was, with a sentence in anivia.warnings. dead: in a destination it becomes a"
            + " dead letter, in a source or for all events it is rejected; either can be replayed once the route is"
            + " mended.")
    private String onError = "keep";
    /** For all producers. */
    private @Nullable EventStep step;

    /** @param name what stands behind the colon */
    protected StepEndpoint(String uri, StepComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    /**
     * Makes the step out of the options.
     *
     * @throws IllegalArgumentException says which option makes no sense, and what would
     */
    abstract EventStep step();

    /** @throws IllegalArgumentException names the option whose value makes no sense */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        require(onError.equals("keep") || onError.equals("dead"), "onError", "is keep or dead, not '" + onError + "'");
        step = step();
    }

    /** @throws IllegalArgumentException if the condition does not hold: the step, the option and the sentence */
    final void require(boolean holds, String option, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(title() + ": " + option + " " + sentence);
        }
    }

    /**
     * What a reader makes of an option.
     *
     * @throws IllegalArgumentException if the reader throws it: the step and the option in front of its sentence
     */
    final <T> T parse(String option, String written, Function<String, T> reader) {
        try {
            return reader.apply(written);
        } catch (IllegalArgumentException e) {
            // Without a cause: of a chain the last message is shown, which would not name the option.
            throw new IllegalArgumentException(title() + ": " + option + ": " + e.getMessage());
        }
    }

    /** As it is written in a route. */
    final String title() {
        return scheme() + ":" + name;
    }

    final String scheme() {
        return getEndpointBaseUri().replaceFirst(":.*", "");
    }

    @Override
    public Producer createProducer() {
        return new StepProducer(this, Objects.requireNonNull(step, "not initialized"), ((StepComponent) getComponent()).failures(title()));
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(title() + " is a step: write it as a to, not as a from");
    }

    /** Without the options, among which may be a key. */
    @Override
    public String toString() {
        return title();
    }

    public String getName() {
        return name;
    }

    public String getOnError() {
        return onError;
    }

    public void setOnError(String onError) {
        this.onError = onError;
    }

    boolean isKeptOnError() {
        return onError.equals("keep");
    }
}
