package io.anivia.ops;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import jakarta.inject.Singleton;

import io.anivia.common.Shortened;
import org.jspecify.annotations.Nullable;

/** The last things that happened in this process, for people: at most 200, in memory. Thread-safe. */
@Singleton
public class Journal {

    private static final int MAX_ENTRIES = 200;
    private static final int MAX_CHARACTERS = 300;

    /** What kind of thing has happened. */
    public enum JournalKind {
        /** The process has started. */
        START,
        /** A destination is in another state. */
        STATE,
        /** An operator has done something. */
        OPERATOR,
        /** Route files were read again, or were refused. */
        RELOAD,
        /** The broker has gone or come back. */
        BROKER
    }

    /**
     * Something that happened.
     *
     * @param at RFC 3339, UTC
     * @param destination that it concerns; {@code null} if it concerns none
     * @param by the name of the operator's token; {@code null} if no operator did it
     */
    public record JournalEntry(String at, JournalKind kind, @Nullable String destination, String text,
            @Nullable String by) {
    }

    private final Deque<JournalEntry> entries = new ArrayDeque<>();

    /** Adds something that has happened just now. */
    public void add(JournalKind kind, @Nullable String destination, String text) {
        add(kind, destination, text, null);
    }

    /** Adds something that an operator has just done. */
    public synchronized void add(JournalKind kind, @Nullable String destination, String text, @Nullable String by) {
        if (entries.size() == MAX_ENTRIES) {
            entries.removeLast();
        }
        entries.addFirst(new JournalEntry(Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(), kind, destination,
                Shortened.to(MAX_CHARACTERS, text), by));
    }

    /** The newest first. */
    public synchronized List<JournalEntry> entries() {
        return List.copyOf(entries);
    }
}
