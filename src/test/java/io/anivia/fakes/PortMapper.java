package io.anivia.fakes;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Erlang's port mapper, for the nodes of one test alone. */
final class PortMapper implements AutoCloseable {

    private static final long ENDING_SECONDS = 30;

    private final int port = RabbitFiles.freePort();
    private final Process process;

    /** In the foreground: Erlang would start one as a daemon, which would never end. */
    PortMapper(RabbitInstallation installation) throws IOException {
        process = new ProcessBuilder(installation.epmd().toString(), "-port", Integer.toString(port),
                "-address", "127.0.0.1")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor(ENDING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
