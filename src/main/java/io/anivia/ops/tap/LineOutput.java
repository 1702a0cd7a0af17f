package io.anivia.ops.tap;

import io.vertx.core.http.HttpServerResponse;

/** Where a stream of lines goes. Its methods do not block. */
interface LineOutput {

    /** Whether the reader has not taken yet what is written. */
    boolean isFull();

    boolean isClosed();

    void write(String line);

    /** After the last line. */
    void end();

    /** Closes the connection of a reader that takes nothing. */
    void abort();

    /** A chunked response, not begun yet. */
    static LineOutput of(HttpServerResponse response) {
        response.setChunked(true).putHeader("Content-Type", "application/x-ndjson")
                .putHeader("Cache-Control", "no-store").putHeader("X-Content-Type-Options", "nosniff");
        return new LineOutput() {
            @Override
            public boolean isFull() {
                return response.writeQueueFull();
            }

            @Override
            public boolean isClosed() {
                return response.closed() || response.ended();
            }

            @Override
            public void write(String line) {
                response.write(line + "\n");
            }

            @Override
            public void end() {
                response.end();
            }

            @Override
            public void abort() {
                response.reset();
            }
        };
    }
}
