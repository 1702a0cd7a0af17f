package io.anivia.ops;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads a live tap, on a thread of its own, until it ends or is closed. */
final class TapLines implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final List<JsonNode> all = new CopyOnWriteArrayList<>();
    private final InputStream body;

    /** @param query behind {@code /admin/tap?} */
    TapLines(URI management, String query, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(management.resolve("/admin/tap?" + query));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + ": " + new String(response.body().readAllBytes(),
                    StandardCharsets.UTF_8));
        }
        this.body = response.body();
        Thread reader = new Thread(this::read, "tap-lines");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.add(JSON.readTree(line));
            }
        } catch (IOException e) {
            all.add(JSON.createObjectNode().put("broken", new UncheckedIOException(e).toString()));
        }
    }

    /** Those of events and payloads. */
    List<JsonNode> shown() {
        return all.stream().filter(line -> line.has("point")).toList();
    }

    /** As they came, signs of life too. */
    List<JsonNode> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
