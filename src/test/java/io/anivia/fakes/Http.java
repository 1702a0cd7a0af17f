package io.anivia.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/** The JDK's HTTP client for the kit's own tests: HTTP/1.1, patient, no retries. */
final class Http {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Http() {
    }

    /** @param headers names and values in turn */
    static HttpResponse<String> post(URI uri, byte[] body, String... headers) throws IOException {
        return send(request(uri, headers).POST(BodyPublishers.ofByteArray(body)));
    }

    static HttpResponse<String> post(URI uri, String body, String... headers) throws IOException {
        return post(uri, body.getBytes(UTF_8), headers);
    }

    static HttpResponse<String> get(URI uri, String... headers) throws IOException {
        return send(request(uri, headers).GET());
    }

    private static HttpRequest.Builder request(URI uri, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
