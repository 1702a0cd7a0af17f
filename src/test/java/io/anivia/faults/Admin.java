package io.anivia.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.anivia.processes.AniviaProcess;

/** Calls of the management port, as an operator makes them. */
final class Admin {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Admin() {
    }

    /** @return the body */
    static String get(AniviaProcess process, String path) throws IOException, InterruptedException {
        return call(process, HttpRequest.newBuilder(process.management(path)));
    }

    /** The same with a body of JSON. */
    static String post(AniviaProcess process, String path, String json) throws IOException, InterruptedException {
        return call(process, HttpRequest.newBuilder(process.management(path)).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private static String call(AniviaProcess process, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(request.timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(process.name() + " answers " + answer.statusCode() + " to " + answer.uri());
        }
        return answer.body();
    }
}
