package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;

/** Talks to a running program over its two ports. */
abstract class ProgramTestBase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TestHTTPResource("/v1/events")
    URI events;
    @TestHTTPResource(value = "/", management = true)
    URI management;

    /** The answer to a POST of events, with headers given as names and values in turn. */
    HttpResponse<String> post(String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(events).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The status of a POST of JSON to another path of the collector. */
    int postTo(String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(events.resolve(path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    void accepted(String body, String... headers) throws IOException, InterruptedException {
        assertThat(post(body, headers).statusCode()).isEqualTo(202);
    }

    HttpResponse<String> operations(String path) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(management.resolve("/") + "q/" + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The data of one health check, and its status as the member {@code status}. */
    JsonNode check(String kind, String name) throws IOException, InterruptedException {
        for (JsonNode check : JSON.readTree(operations("health/" + kind).body()).get("checks")) {
            if (check.get("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check '" + name + "' in " + kind);
    }
}
