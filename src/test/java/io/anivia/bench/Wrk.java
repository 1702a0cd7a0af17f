package io.anivia.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;


/**
 * The load generator wrk, for one request again and again.
 *
 * @param perSecond requests answered
 * @param failed of them not with a 2xx, or not at all
 * @param p50 milliseconds from the request to its answer, not exceeded by this share of them; so the others
 */
record Wrk(double perSecond, long failed, double p50, double p99, double p999) {

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String SCRIPT = """
            local file = io.open("%s", "rb")
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "%s"
            %s
            wrk.body = file:read("*a")
            file:close()
            done = function(summary, latency)
                local errors = summary.errors
                io.write(string.format("RESULT %%f %%d %%f %%f %%f\\n", summary.requests / summary.duration * 1e6,
                    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
                    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3))
            end
            """;
    private static final Pattern RESULT = Pattern.compile("RESULT (\\S+) (\\d+) (\\S+) (\\S+) (\\S+)");

    /** Whether there is one to run. */
    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, "wrk")));
    }

    private static String lua(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> "wrk.headers[\"%s\"] = \"%s\"".formatted(header.getKey(), header.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** Posts a body over so many connections for so long. */
    static Wrk run(Workplace workplace, URI url, String contentType, Map<String, String> headers, byte[] body,
            int connections, Duration time)
            throws IOException, InterruptedException {
        Progress.print("wrk, %d connections, %d bytes", connections, body.length);
        Path directory = workplace.directory("wrk");
        Path content = Files.write(directory.resolve("body"), body);
        Path script = Files.writeString(directory.resolve("post.lua"),
                SCRIPT.formatted(content, contentType, lua(headers)));
        Path log = directory.resolve("wrk.log");
        Process process = new ProcessBuilder("wrk", "-t", "1", "-c", Integer.toString(connections), "-d",
                time.toSeconds() + "s", "-s", script.toString(), url.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(time.plus(GRACE).toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        Matcher result = RESULT.matcher(output);
        if (!result.find()) {
            throw new IllegalStateException("wrk printed no result:\n" + output);
        }
        return new Wrk(Double.parseDouble(result.group(1)), Long.parseLong(result.group(2)),
                Double.parseDouble(result.group(3)), Double.parseDouble(result.group(4)),
                Double.parseDouble(result.group(5)));
    }
}
