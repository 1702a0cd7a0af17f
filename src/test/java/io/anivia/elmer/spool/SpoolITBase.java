package io.anivia.elmer.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;

/** Devices in front of Elmer alone, with a spool. */
abstract class SpoolITBase {

    static final Duration SOON = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Elmer alone, so that what arrives can be counted. */
    static final Map<String, String> SETTINGS = Map.of(
            "anivia.roles", "elmer",
            "anivia.broker.reconnect.longest", "1s",
            "camel.main.routes-include-pattern", "classpath:routes/error-handling.camel.yaml,"
                        + "classpath:routes/elmer.camel.yaml");

    @TestHTTPResource("/v1/events")
    URI events;
    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;
    @Inject
    MeterRegistry meters;

    int post(String body) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(events).timeout(SOON).header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    void accepted(int from, int to) throws Exception {
        for (int number = from; number < to; number++) {
            assertThat(post(Integer.toString(number))).isEqualTo(202);
        }
    }

    int readiness() throws Exception {
        return HTTP.send(HttpRequest.newBuilder(ready).timeout(SOON).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    double counter(String name) {
        return meters.get(name).counters().stream().mapToDouble(Counter::count).sum();
    }
}
