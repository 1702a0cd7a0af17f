package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.anivia.elmer.RawConnection.Answer;

/** Java's own client, which offers HTTP/2 with its first request and speaks it from then on; and curl. */
final class Http2Client {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private final URI server;

    Http2Client(URI server) {
        this.server = server;
    }

    /** A first request, without a body. */
    void upgrade() throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(server.resolve("/x")).timeout(PATIENCE)
                .build(), BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }

    Answer post(BodyPublisher body) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(server.resolve("/v1/events"))
                .timeout(PATIENCE).POST(body).build(), BodyHandlers.ofString());
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
        return new Answer(response.statusCode(), headers, response.body());
    }

    static boolean hasCurl() {
        return Pattern.compile(File.pathSeparator).splitAsStream(System.getenv("PATH"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "curl")));
    }

    /** What curl makes of a POST over HTTP/2 from the start: its exit code, the answer's status, HTTP's version. */
    static String curl(URI server, Path body) throws IOException, InterruptedException {
        Path printed = Files.createTempFile(body.getParent(), "curl", ".out");
        Process curl = new ProcessBuilder(List.of("curl", "--silent", "--http2-prior-knowledge",
                "--max-time", Long.toString(PATIENCE.toSeconds()), "--output", "/dev/null",
                "--write-out", "%{exitcode} %{http_code} %{http_version}", "--data-binary", "@" + body,
                server.resolve("/v1/events").toString())).redirectOutput(printed.toFile()).start();
        try {
            assertThat(curl.waitFor(PATIENCE.toSeconds() + 5, TimeUnit.SECONDS)).as("curl ends").isTrue();
        } finally {
            curl.destroyForcibly();
        }
        return Files.readString(printed, UTF_8);
    }
}
