package io.anivia.clients;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;

/**
 * A proxy before Anivia, for one client: answers its first events as an Anivia that is away or busy does, and passes on
 * everything else as it is, both ways. Everything happens on one event loop.
 */
final class RefusingProxy implements AutoCloseable {

    private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();
    private static final int LONGEST_HEAD_BYTES = 64 * 1024;
    private static final int FIRST_ERROR = 400;
    /** Less than Anivia keeps a connection that nothing comes over. */
    private static final int KEPT_ALIVE_SECONDS = 10;

    private final HttpClient client;
    private final HttpServer server;
    private final int target;
    private final Deque<Integer> refusals;
    private final String refusedPath;
    private final Map<String, Integer> answers = new TreeMap<>();
    private int unanswered;

    /**
     * Listens on a free port of loopback.
     *
     * @param vertx with one event loop
     * @param target the port that requests are passed on to
     */
    RefusingProxy(Vertx vertx, int target, List<Integer> refusals, String refusedPath) {
        this.target = target;
        this.refusals = new ArrayDeque<>(refusals);
        this.refusedPath = refusedPath;
        client = vertx.createHttpClient(new HttpClientOptions().setKeepAliveTimeout(KEPT_ALIVE_SECONDS));
        server = await(vertx.createHttpServer(new HttpServerOptions().setHost(LOOPBACK).setPort(0)
                .setMaxHeaderSize(LONGEST_HEAD_BYTES).setMaxInitialLineLength(LONGEST_HEAD_BYTES))
                .requestHandler(this::received).listen());
    }

    int port() {
        return server.actualPort();
    }

    /** How requests were answered, without preflights; of Anivia's errors with their paths. */
    synchronized String answers() {
        return answers.entrySet().stream().map(each -> each.getValue() + "x" + each.getKey())
                .collect(Collectors.joining(" "));
    }

    /** Requests whose answer did not reach the client, because one of both had closed the connection. */
    synchronized int unanswered() {
        return unanswered;
    }

    /** Those that no request came for. */
    synchronized List<Integer> spared() {
        return List.copyOf(refusals);
    }

    @Override
    public void close() {
        await(server.close());
        await(client.close());
    }

    private synchronized void received(HttpServerRequest request) {
        boolean isRefused = request.method().equals(HttpMethod.POST) && request.path().contains(refusedPath)
                && !refusals.isEmpty();
        if (isRefused) {
            int status = refusals.remove();
            request.body().onSuccess(read -> refuse(request, status));
        } else {
            passOn(request);
        }
    }

    /** As Anivia does, also towards a page. */
    private void refuse(HttpServerRequest request, int status) {
        HttpServerResponse response = request.response().setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader("Retry-After", "1");
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After")
                    .putHeader(HttpHeaders.VARY, "Origin");
        }
        // Amplitude's clients look at the code.
        response.end("{\"code\":" + status + ",\"error\":\"send it again later\"}");
        count(Integer.toString(status));
    }

    private void passOn(HttpServerRequest request) {
        request.pause();
        client.request(new RequestOptions().setMethod(request.method()).setHost(LOOPBACK).setPort(target)
                .setURI(request.uri()).setHeaders(request.headers()))
                .compose(outgoing -> send(request, outgoing))
                .compose(answer -> answer.body().compose(body -> {
                    HttpServerResponse response = request.response().setStatusCode(answer.statusCode());
                    response.headers().setAll(answer.headers());
                    response.setChunked(answer.headers().contains(HttpHeaders.TRANSFER_ENCODING));
                    return response.end(body).onSuccess(sent -> count(request, answer.statusCode()));
                }))
                .onFailure(gone -> {
                    countUnanswered(request);
                    request.connection().close();
                });
    }

    /** A body that is not there stays so: an empty one would be another request. */
    private static Future<HttpClientResponse> send(HttpServerRequest request, HttpClientRequest outgoing) {
        boolean hasBody = request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (hasBody) {
            return outgoing.send(request);
        }
        request.resume();
        return outgoing.send();
    }

    private void count(HttpServerRequest request, int status) {
        if (status >= FIRST_ERROR) {
            count(status + " " + request.path());
        } else if (!request.method().equals(HttpMethod.OPTIONS)) {
            count(Integer.toString(status));
        }
    }

    private synchronized void countUnanswered(HttpServerRequest request) {
        unanswered++;
        count("unanswered " + request.path());
    }

    private synchronized void count(String answer) {
        answers.merge(answer, 1, Integer::sum);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
