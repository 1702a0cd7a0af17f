package io.anivia.destination.http;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Sees the last request of one delivery and its response, so that what a destination was sent, and what it said, can be
 * shown. Thread-safe.
 */
public final class HttpObservation {

    private static final String PROPERTY = "anivia.http.observation";

    private final long beganNanos = System.nanoTime();
    private volatile @Nullable String server;
    private volatile @Nullable OutgoingRequest request;
    private volatile @Nullable HttpResponse response;

    private HttpObservation() {
    }

    /** Sees the requests that the steps of an exchange send. */
    public static HttpObservation on(Exchange exchange) {
        HttpObservation observation = new HttpObservation();
        exchange.setProperty(PROPERTY, observation);
        return observation;
    }

    /** Of the delivery that an exchange belongs to; {@code null} if it belongs to none. */
    public static @Nullable HttpObservation of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, HttpObservation.class);
    }

    public void sent(String to, OutgoingRequest sent) {
        response = null;
        server = to;
        request = sent;
    }

    public void answered(HttpResponse answer) {
        response = answer;
    }

    /** Of {@link System#nanoTime}. */
    public long beganNanos() {
        return beganNanos;
    }

    /** Scheme, host and port that the request was sent to. */
    public @Nullable String server() {
        return server;
    }

    /** {@code null} if none was sent. */
    public @Nullable OutgoingRequest request() {
        return request;
    }

    /** {@code null} if none came. */
    public @Nullable HttpResponse response() {
        return response;
    }
}
