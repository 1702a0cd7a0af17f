package io.anivia.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import io.anivia.processes.AniviaProcess;


/** Requests to Anivia's management port. */
final class Management {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Management() {
    }

    /** A metric's sum over all labels; 0 if it is not there. */
    static double sum(AniviaProcess anivia, String metric) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(anivia.management("/q/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body().lines().filter(line -> line.startsWith(metric))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /**
     * Suspends or resumes a destination.
     *
     * @param what {@code suspend} or {@code resume}
     */
    static void post(AniviaProcess anivia, String destination, String what) throws IOException, InterruptedException {
        post(anivia, "/admin/destinations/" + destination + '/' + what);
    }

    /** Reads the route files again; returns when those that have changed are in use. */
    static void reload(AniviaProcess anivia) throws IOException, InterruptedException {
        post(anivia, "/admin/reload");
    }

    private static void post(AniviaProcess anivia, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(HttpRequest.newBuilder(anivia.management(path))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("POST " + path + ": " + answer.statusCode() + ' ' + answer.body());
        }
    }
}
