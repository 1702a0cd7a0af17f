package io.anivia.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A request of a real client, as a recording server on loopback got it.
 *
 * @param path with its query
 * @param headers by name, in lower case
 */
record RecordedRequest(String method, String path, Map<String, String> headers, byte[] body) {

    private static final Path CLIENTS = Path.of("src/test/resources/clients");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What belongs to the connection, and not to the request. */
    private static final Set<String> OF_THE_CONNECTION = Set.of("host", "connection", "content-length",
            "transfer-encoding", "accept-encoding", "upgrade", "expect");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    static List<RecordedRequest> of(String client) throws IOException {
        List<RecordedRequest> requests = new ArrayList<>();
        for (JsonNode request : JSON.readTree(Files.readAllBytes(CLIENTS.resolve(client + ".json")))) {
            Map<String, String> headers = new LinkedHashMap<>();
            request.get("headers").properties().forEach(header ->
                    headers.put(header.getKey(), header.getValue().asText()));
            requests.add(new RecordedRequest(request.get("method").asText(), request.get("path").asText(), headers,
                    request.has("bodyBase64") ? request.get("bodyBase64").binaryValue()
                            : request.path("body").asText().getBytes(UTF_8)));
        }
        return requests;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Its latest time, in seconds since the epoch: when it was sent. 0 if it has none. */
    long latestTime() {
        MovedTimes times = new MovedTimes(0);
        movedBy(times);
        return times.latest();
    }

    /** The same, as if it had been recorded that much later. */
    RecordedRequest movedBy(Duration time) {
        return movedBy(new MovedTimes(time.toSeconds()));
    }

    private RecordedRequest movedBy(MovedTimes times) {
        Map<String, String> moved = new LinkedHashMap<>();
        headers.forEach((name, value) -> moved.put(name, times.text(value)));
        boolean protobuf = header("content-type").orElse("").contains("protobuf");
        return new RecordedRequest(method, times.text(path), moved, times.payload(body, protobuf));
    }

    /** The same, to be sent there. */
    HttpRequest to(URI root, String prefix) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + prefix + path)).timeout(TIMEOUT);
        headers.forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                request.header(name, value);
            }
        });
        return request.method(method, publisher()).build();
    }

    /** In chunks, if the client sent it so. */
    private BodyPublisher publisher() {
        if (body.length == 0) {
            return BodyPublishers.noBody();
        }
        return headers.containsKey("transfer-encoding")
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)) : BodyPublishers.ofByteArray(body);
    }

    /** To move it to the second before that instant, so that no time becomes later than it. */
    Duration until(Instant now) {
        long latest = latestTime();
        return latest == 0 ? Duration.ZERO : Duration.ofSeconds(now.getEpochSecond() - latest - 1);
    }
}
