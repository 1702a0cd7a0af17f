package io.anivia.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;
import org.jspecify.annotations.Nullable;


/** The processes of a scenario: a broker, the destinations, and Anivia between them. For one thread. */
final class Site implements AutoCloseable {

    private final Settings settings;
    private final Workplace workplace;
    private final List<String> destinations;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final @Nullable RabbitMq rabbit;
    private final Sinks sinks;
    private final Path routes;
    private final AniviaProcess anivia;
    private long warningsAtStart;

    /**
     * Starts them all; Anivia only if the scenario says so.
     *
     * @param onRabbit or on the embedded broker
     * @param more settings of Anivia; those of this program's environment go before them
     */
    Site(Settings settings, Workplace workplace, List<String> destinations, boolean onRabbit,
            Map<String, String> more) throws IOException {
        this.settings = settings;
        this.workplace = workplace;
        this.destinations = List.copyOf(destinations);
        try {
            rabbit = onRabbit ? started(RabbitMq.start()) : null;
            sinks = started(Sinks.start(workplace));
            Map<String, String> environment = new HashMap<>(more);
            environment.keySet().removeAll(System.getenv().keySet());
            routes = workplace.directory("routes");
            environment.putAll(new Destinations(destinations, settings.concurrency())
                    .environment(sinks.url(), routes));
            if (rabbit != null) {
                environment.put("ANIVIA_BROKER_URI", rabbit.uri());
            }
            if (settings.profile()) {
                environment.put("JAVA_TOOL_OPTIONS", Profiler.JVM_OPTIONS);
            }
            anivia = started(new AniviaProcess("anivia", workplace, settings.heap(), environment));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    Site startAnivia() throws IOException, InterruptedException {
        Progress.print("starting Anivia");
        anivia.start().awaitReady();
        warningsAtStart = anivia.warnings();
        return this;
    }

    List<String> destinations() {
        return destinations;
    }

    /** Null: Anivia's embedded broker. */
    @Nullable RabbitMq rabbit() {
        return rabbit;
    }

    /** @throws IllegalStateException if it is the embedded one */
    RabbitMq broker() {
        if (rabbit == null) {
            throw new IllegalStateException("there is no RabbitMQ here");
        }
        return rabbit;
    }

    /** The files of the destinations. */
    Path routes() {
        return routes;
    }

    Sinks sinks() {
        return sinks;
    }

    AniviaProcess anivia() {
        return anivia;
    }

    /**
     * Does something while Anivia is profiled, if that is asked for.
     *
     * @param title what the profile is named after
     */
    <T> T profiled(String title, Callable<T> work) throws Exception {
        if (!settings.profile()) {
            return work.call();
        }
        Profiler profiler = new Profiler(anivia, workplace, title);
        T result = work.call();
        profiler.stop();
        return result;
    }

    /** Lines in Anivia's log that are warnings or worse, since it was ready. */
    long warnings() throws IOException {
        return anivia.warnings() - warningsAtStart;
    }

    private <T extends AutoCloseable> T started(T part) {
        running.push(part);
        return part;
    }

    /** Ends what was started, the last one first. */
    @Override
    public void close() {
        try {
            while (!running.isEmpty()) {
                running.pop().close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("a process does not end", e);
        }
    }
}
