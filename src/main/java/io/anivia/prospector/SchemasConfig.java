package io.anivia.prospector;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The JSON schemas of events. */
@ConfigMapping(prefix = "anivia.schemas")
public interface SchemasConfig {

    /** What is done with an event that does not match the schema of its type. */
    enum SchemaMode {
        /** It is counted. */
        OBSERVE,
        /** It is counted, and says in {@code anivia.violations} what is wrong. */
        MARK,
        /** It is counted and rejected; it can be replayed once the schema or the client is mended. */
        REJECT
    }

    /**
     * The directory with a {@code <type>.schema.json} for each type of events that has one, read at start-up; where
     * there is none no event is looked at.
     */
    @WithDefault("routes/schemas")
    Path dir();

    /**
     * What is done with an event that does not match: {@code observe} counts it, {@code mark} also writes into it what
     * is wrong, {@code reject} rejects it. A schema with {@code "x-anivia-mode"} decides for its own type.
     */
    @WithDefault("observe")
    SchemaMode mode();

    /** How many violations of one event are written into it, at most. */
    @WithDefault("10")
    int maxViolations();

    /**
     * How many characters the {@code pattern}s of a schema look at for one text, at most, counted again for each time;
     * a text for which it takes more does not match. It bounds patterns that would take for ever.
     */
    @WithDefault("100000")
    int maxPatternSteps();

    /**
     * How many times the values of one event are looked at, at most, for each 1,000 values begun; an event for which it
     * takes more does not match. It bounds schemas that would take for ever, such as an {@code anyOf} that leads to
     * itself twice.
     */
    @WithDefault("100000")
    int maxLooks();
}
