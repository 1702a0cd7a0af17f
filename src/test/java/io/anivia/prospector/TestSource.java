package io.anivia.prospector;

import java.util.Optional;

import io.anivia.source.Source;
import io.anivia.source.reading.Reading;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** A source without a route. */
record TestSource(String name, Reading reading, @Nullable Processor route) implements Source {

    @Override
    public Optional<Processor> steps() {
        return Optional.ofNullable(route);
    }
}
