package io.anivia.elmer.http;

import java.util.Map;

import io.anivia.source.SourceConsumer;
import io.anivia.source.http.Answers;
import io.anivia.source.http.Answers.Facts;
import io.anivia.source.http.PathTable.Match;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Answers one request in the way of its source, and lets the page read the answer, if it comes from a browser. */
final class Responder {

    /** Browsers remember a preflight no longer; Chromium for two hours. */
    private static final String PREFLIGHT_SECONDS = "7200";
    private static final String ORIGIN = "Origin";
    static final String ASKED_METHOD = "Access-Control-Request-Method";
    private static final String ASKED_HEADERS = "Access-Control-Request-Headers";
    private static final String PRIVATE_NETWORK = "Access-Control-Request-Private-Network";

    private final Vertx vertx;
    private final AnswerCounts counts;
    private final HttpServerRequest request;
    private final ServerRequestHead head;
    private final SourceConsumer source;
    private final Map<String, String> variables;
    /** Of the page, if it may send; {@code null}: not a page, or it may not. */
    private final @Nullable String origin;
    private final boolean isForeign;

    Responder(Vertx vertx, AnswerCounts counts, ServerRequestHead head, Match<SourceConsumer> match,
            SourceConsumer source) {
        this.vertx = vertx;
        this.counts = counts;
        this.request = head.request();
        this.head = head;
        this.source = source;
        this.variables = match.variables();
        String sent = request.getHeader(ORIGIN);
        boolean isAllowed = sent != null && source.intake().origins().allow(sent);
        this.origin = isAllowed ? sent : null;
        this.isForeign = sent != null && !isAllowed;
    }

    /** Whether it comes from a page that may not send. */
    boolean isForeign() {
        return isForeign;
    }

    /** Whether a browser asks whether its page may send. It does so without a key. */
    static boolean isPreflight(ServerRequestHead head) {
        return head.method().equals("OPTIONS") && head.header(ORIGIN) != null && head.header(ASKED_METHOD) != null;
    }

    /** Pages may use the methods that are served, and every header that they ask for. */
    void allowPage(String methods) {
        HttpReply reply = HttpReply.empty(204).with("Access-Control-Allow-Methods", methods)
                .with("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        String headers = request.getHeader(ASKED_HEADERS);
        if (headers != null) {
            reply = reply.with("Access-Control-Allow-Headers", headers);
        }
        if (request.getHeader(PRIVATE_NETWORK) != null) {
            reply = reply.with("Access-Control-Allow-Private-Network", "true");
        }
        sendEarly(reply);
    }

    /** Sends an answer before the body has been read. */
    void sendEarly(HttpReply reply) {
        EarlyResponse.send(vertx, request, styled(reply));
    }

    /** Sends an answer once the body has been read. */
    void send(HttpReply reply) {
        styled(reply).send(request.response());
    }

    /** The answer to a payload that is safe. */
    HttpReply accepted(String receipt) {
        counts.countClient(source.name(), head.header("User-Agent"));
        return answer(source.intake().answer(), receipt);
    }

    HttpReply answer(Answers answers, String receipt) {
        return HttpReply.of(answers.render(new Facts(head, variables, receipt, 0, "")));
    }

    private HttpReply styled(HttpReply reply) {
        HttpReply own = reply.error().isEmpty() ? reply : reply.as(source.intake().error()
                .render(new Facts(head, variables, "", reply.status(), reply.error())));
        counts.count(source.name(), own.status());
        Map<String, String> headers = source.intake().answerHeaders();
        own = headers.isEmpty() ? own : own.with(headers);
        return origin == null ? own : own.with("Access-Control-Allow-Origin", origin)
                // Some clients send cookies along, and would not get to see an answer for all origins.
                .with("Access-Control-Allow-Credentials", "true")
                .with("Access-Control-Expose-Headers", "Retry-After").with(HttpHeaders.VARY, ORIGIN);
    }
}
