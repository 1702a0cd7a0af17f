package io.anivia.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * All destinations, as one program on one thread that ends with its input. It takes everything, costs little, and looks
 * for nothing but {@linkplain Mark marks}: Splunk's Event Collector at its paths, Adobe's XML insertion for XML, and
 * any other destination at {@code /<name>}, which answers
 * after {@code ?delay=} milliseconds.
 *
 * <p>First it prints its port. Then it answers each line it reads: {@value #COUNT} with a line of
 * {@code <name>=<}{@linkplain Tally#describe what has arrived}{@code >}, separated by semicolons; {@value #FORGET},
 * after which the latencies begin anew, with an empty line; and {@code <name>} of a destination with the last body it
 * got, in Base64.
 */
final class SinkProgram {

    static final String COUNT = "count";
    static final String FORGET = "forget";
    static final String SPLUNK = "splunk";
    static final String OMNITURE = "omniture";

    private static final String SPLUNK_PATH = "/services/collector";
    private static final String OMNITURE_PATH = "/b/ss/";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    /** Touched on the event loop only. */
    private final Map<String, Tally> tallies = new TreeMap<>();

    private SinkProgram() {
    }

    public static void main(String[] arguments) throws IOException {
        SinkProgram program = new SinkProgram();
        try {
            System.out.println(program.listen());
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                System.out.println(program.ask(line));
            }
        } finally {
            program.vertx.close();
        }
    }

    private int listen() {
        return vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0)
                .setDecompressionSupported(true)).requestHandler(this::handle)
                .listen().toCompletionStage().toCompletableFuture().join().actualPort();
    }

    private String ask(String question) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        vertx.runOnContext(now -> answer.complete(answer(question)));
        return answer.join();
    }

    private String answer(String question) {
        if (question.equals(FORGET)) {
            tallies.values().forEach(Tally::forgetTimes);
            return "";
        }
        if (!question.equals(COUNT)) {
            return Base64.getEncoder().encodeToString(tallies.get(question).lastBody());
        }
        return tallies.entrySet().stream().map(entry -> entry.getKey() + '=' + entry.getValue().describe())
                .collect(Collectors.joining(";"));
    }

    private void handle(HttpServerRequest request) {
        if (request.method() != HttpMethod.POST) {
            request.response().setStatusCode(405).end();
            return;
        }
        request.body().onSuccess(body -> {
            long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            Tally tally = tallies.computeIfAbsent(destination(request.path()), name -> new Tally());
            tally.add(body.getBytes(), now);
            long delay = delayMillis(request.getParam("delay"));
            if (delay == 0) {
                answer(request);
            } else {
                vertx.setTimer(delay, timer -> answer(request));
            }
        });
    }

    /** So much, 40 % more or less; 0 if nothing is asked for. */
    private static long delayMillis(@Nullable String delay) {
        long millis = delay == null ? 0 : Long.parseLong(delay);
        return millis * ThreadLocalRandom.current().nextInt(60, 141) / 100;
    }

    private static String destination(String path) {
        if (path.startsWith(SPLUNK_PATH)) {
            return SPLUNK;
        }
        return path.startsWith(OMNITURE_PATH) ? OMNITURE : path.substring(1);
    }

    private static void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        String type = request.getHeader("Content-Type");
        if (type != null && type.startsWith("text/xml")) {
            response.putHeader("Content-Type", "text/xml; charset=UTF-8")
                    .end("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<status>SUCCESS</status>\n");
        } else {
            response.putHeader("Content-Type", "application/json").end("{\"text\":\"Success\",\"code\":0}");
        }
    }
}
