package io.anivia.common;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged, at any level, until it is closed. */
public final class CapturedLog extends Handler implements AutoCloseable {

    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

    public CapturedLog() {
        setLevel(Level.ALL);
        Logger.getLogger("").addHandler(this);
    }

    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
