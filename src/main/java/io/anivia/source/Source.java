package io.anivia.source;

import java.util.Optional;
import java.util.Set;

import io.anivia.source.reading.Reading;
import org.apache.camel.Processor;

/** A kind of client, as its route file defines it. */
public interface Source {

    /** Its name, which its payloads carry in {@code anivia-source}. */
    String name();

    /** How its payloads are read. */
    Reading reading();

    /** The names of the write keys that it takes; empty: all. */
    default Set<String> keyNames() {
        return Set.of();
    }

    /**
     * What its route does to each event: an exchange whose body is the event's {@code Map}; empty if there are no
     * steps.
     */
    Optional<Processor> steps();

    /**
     * Before a payload is read: its steps stay until {@link #endReading}.
     *
     * @return whether it may be read by this source; if not, another one has taken its place: look it up again
     */
    default boolean beginReading() {
        return true;
    }

    default void endReading() {
    }
}
