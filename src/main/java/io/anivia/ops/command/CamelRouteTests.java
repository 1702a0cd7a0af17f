package io.anivia.ops.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.destination.Destinations;
import io.anivia.destination.ndjson.NdjsonFile;
import io.anivia.prospector.PayloadTrial;
import io.anivia.routes.RouteFiles;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The tests beside some route files, as the command {@code test} runs them, for a reload. For one thread. */
public final class CamelRouteTests implements Closeable {

    private final List<Problem> problems = new ArrayList<>();
    private final List<RouteTestFile> files = new ArrayList<>();
    private final RequestLog log = new RequestLog();
    private @Nullable CamelRecording recording;

    /**
     * Reads those that are there.
     *
     * @param sources files of sources, and of destinations: those whose tests are wanted
     */
    public static CamelRouteTests beside(Collection<Path> sources, Collection<Path> destinations) {
        CamelRouteTests tests = new CamelRouteTests();
        sources.forEach(file -> tests.read(file, true));
        destinations.forEach(file -> tests.read(file, false));
        return tests;
    }

    private void read(Path routes, boolean isOfSource) {
        Path test = Path.of(routes.toString().replace(RouteFiles.PATTERN.substring(1), RouteTestFile.SUFFIX));
        if (Files.exists(test)) {
            files.add(RouteTestFile.read(test, isOfSource, problems));
        }
    }

    public boolean isEmpty() {
        return files.isEmpty();
    }

    /**
     * Gives the settings of the tests to a context, and takes what its routes send; before the first route.
     *
     * @param ndjson the bean of the context's routes
     */
    public void prepare(CamelContext context, NdjsonFile ndjson) throws IOException {
        CamelRecording.set(context, RouteTestFile.settings(files, problems));
        recording = CamelRecording.of(context, ndjson, log);
    }

    /** Where the outcome is not the expected one, and what is wrong with the files of tests; empty if all pass. */
    public List<String> failures(PayloadTrial payloads, Destinations destinations) {
        if (!problems.isEmpty()) {
            return problems.stream().sorted().map(Problem::toString).toList();
        }
        RouteTestRun run = new RouteTestRun(new Tested(payloads, destinations), log);
        List<String> failures = new ArrayList<>();
        for (RouteTestFile file : files) {
            for (JsonNode test : file.cases()) {
                run.run(file, test).forEach(difference -> failures.add(file.path() + ": "
                        + test.path("name").asText("without a name") + ": " + difference));
            }
        }
        return failures;
    }

    private final class Tested implements TestedRoutes {

        private final PayloadTrial payloads;
        private final Destinations destinations;

        Tested(PayloadTrial payloads, Destinations destinations) {
            this.payloads = payloads;
            this.destinations = destinations;
        }

        @Override
        public PayloadTrial payloads() {
            return payloads;
        }

        @Override
        public Destinations destinations() {
            return destinations;
        }

        @Override
        public List<String> takeWritten() throws IOException {
            return recording == null ? List.of() : recording.takeWritten();
        }
    }

    @Override
    public void close() throws IOException {
        if (recording != null) {
            recording.close();
        }
    }
}
