package io.anivia.destination.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.anivia.processes.Java;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.reactor.IOReactorConfig;

/**
 * Compares HTTP clients: posts 1 KiB, so many at a time, to a server in a process of its own that answers at once or
 * after a delay; prints what a request costs this process. Arguments: requests at a time, seconds a round, rounds.
 */
final class HttpClientsBenchmark {

    private static final byte[] BODY = new byte[1024];
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private HttpClientsBenchmark() {
    }

    /** Sends one request; completes when it is answered. */
    private interface Client extends Closeable {
        CompletionStage<?> post();

        @Override
        void close() throws IOException;
    }

    public static void main(String[] arguments) throws Exception {
        int inFlight = Integer.parseInt(arguments[0]);
        Duration round = Duration.ofSeconds(Long.parseLong(arguments[1]));
        int rounds = Integer.parseInt(arguments[2]);
        for (int delayMillis : new int[] {0, 50}) {
            Process server = Java.command("-cp", Java.classPath(), DelayingServer.class.getName(),
                    Integer.toString(delayMillis)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try {
                String url = "http://127.0.0.1:" + server.inputReader().readLine() + "/in";
                for (int i = 0; i <= rounds; i++) {
                    for (Map.Entry<String, Supplier<Client>> entry : clients(url, inFlight).entrySet()) {
                        try (Client client = entry.getValue().get()) {
                            measure(entry.getKey() + (i == 0 ? " (warming up)" : ""), delayMillis, client, inFlight,
                                    round);
                        }
                    }
                }
            } finally {
                Java.end(server);
            }
        }
    }

    private static void measure(String name, int delayMillis, Client client, int inFlight, Duration round)
            throws InterruptedException {
        run(client, inFlight, round.dividedBy(2));
        long cpu = SYSTEM.getProcessCpuTime();
        long allocated = allocated();
        long began = System.nanoTime();
        long done = run(client, inFlight, round);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("%-26s %3d ms: %7.0f requests/s, %6.1f us CPU, %6.1f KiB allocated, %d threads%n", name,
                delayMillis, done / seconds, (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / done,
                (allocated() - allocated) / 1024.0 / done, THREADS.getThreadCount());
    }

    /** By all threads that are alive. */
    private static long allocated() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    private static long run(Client client, int inFlight, Duration round) throws InterruptedException {
        Semaphore free = new Semaphore(inFlight);
        long end = System.nanoTime() + round.toNanos();
        long count = 0;
        while (System.nanoTime() < end) {
            free.acquire();
            count++;
            client.post().whenComplete((answer, failure) -> {
                if (failure != null) {
                    System.out.println("failed: " + failure);
                }
                free.release();
            });
        }
        free.acquire(inFlight);
        return count;
    }

    private static Map<String, Supplier<Client>> clients(String url, int inFlight) {
        Map<String, Supplier<Client>> clients = new LinkedHashMap<>();
        clients.put("HttpTransport (Netty)", () -> transport(url));
        clients.put("Vert.x", () -> vertx(url, inFlight));
        clients.put("HttpClient 5, async", () -> apacheAsync(url, inFlight));
        clients.put("java.net.http", () -> jdk(url));
        clients.put("HttpClient 5, threads", () -> apacheBlocking(url, inFlight));
        return clients;
    }

    private static Client client(Supplier<CompletionStage<?>> post, Closeable resource) {
        return new Client() {
            @Override
            public CompletionStage<?> post() {
                return post.get();
            }

            @Override
            public void close() throws IOException {
                resource.close();
            }
        };
    }

    private static Client transport(String url) {
        HttpUrl server = HttpUrl.parse(url);
        Duration minute = Duration.ofMinutes(1);
        HttpTransport transport = HttpTransport.open(server,
                new HttpSettings(minute, minute, minute, 0, false, HttpTrust.verified(null)));
        OutgoingRequest request = new OutgoingRequest("POST", server.target(),
                Map.of("Content-Type", "application/json"), BODY);
        return client(() -> transport.send(request, 1024), transport);
    }

    private static Client vertx(String url, int inFlight) {
        URI uri = URI.create(url);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        var http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(inFlight)
                .setDefaultHost(uri.getHost()).setDefaultPort(uri.getPort()));
        Context context = vertx.getOrCreateContext();
        return client(() -> {
            CompletableFuture<Buffer> answer = new CompletableFuture<>();
            // On its own thread: begun on another one, some responses end before there is a handler for their body.
            context.runOnContext(begin -> http.request(HttpMethod.POST, uri.getPath())
                    .compose(request -> request.putHeader("Content-Type", "application/json").send(Buffer.buffer(BODY)))
                    .compose(response -> response.body())
                    .onSuccess(answer::complete).onFailure(answer::completeExceptionally));
            return answer;
        }, () -> vertx.close().toCompletionStage().toCompletableFuture().join());
    }

    private static Client apacheAsync(String url, int inFlight) {
        CloseableHttpAsyncClient http = HttpAsyncClientBuilder.create()
                .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(inFlight).setMaxConnTotal(inFlight).build())
                .disableAutomaticRetries().disableRedirectHandling().disableCookieManagement().disableAuthCaching()
                .build();
        http.start();
        SimpleHttpRequest request = SimpleRequestBuilder.post(url).setBody(BODY, ContentType.APPLICATION_JSON).build();
        return client(() -> {
            CompletableFuture<SimpleHttpResponse> answer = new CompletableFuture<>();
            http.execute(SimpleRequestBuilder.copy(request).build(), new FutureCallback<>() {
                @Override
                public void completed(SimpleHttpResponse response) {
                    answer.complete(response);
                }

                @Override
                public void failed(Exception failure) {
                    answer.completeExceptionally(failure);
                }

                @Override
                public void cancelled() {
                    answer.cancel(false);
                }
            });
            return answer;
        }, http);
    }

    private static Client jdk(String url) {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        HttpClient http = HttpClient.newBuilder().executor(executor).version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(BODY)).build();
        return client(() -> http.sendAsync(request, java.net.http.HttpResponse.BodyHandlers.ofByteArray()),
                executor::shutdown);
    }

    /** A thread for each request: what the asynchronous ones are measured against. */
    private static Client apacheBlocking(String url, int inFlight) {
        CloseableHttpClient http = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(inFlight).setMaxConnTotal(inFlight).build())
                .disableAutomaticRetries().disableRedirectHandling().disableCookieManagement().disableAuthCaching()
                .build();
        ExecutorService threads = Executors.newFixedThreadPool(inFlight);
        return client(() -> CompletableFuture.supplyAsync(() -> {
            HttpPost request = new HttpPost(url);
            request.setEntity(new ByteArrayEntity(BODY, ContentType.APPLICATION_JSON));
            try {
                return http.execute(request, response -> EntityUtils.toByteArray(response.getEntity()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, threads), () -> {
            threads.shutdown();
            http.close();
        });
    }

    /** Answers each POST after a delay, until its input ends; prints its port. */
    static final class DelayingServer {

        private DelayingServer() {
        }

        public static void main(String[] arguments) throws IOException {
            long delayMillis = Long.parseLong(arguments[0]);
            Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
            System.out.println(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                    .requestHandler(request -> request.body().onSuccess(body -> {
                        if (delayMillis == 0) {
                            request.response().end("{\"ok\":true}");
                        } else {
                            vertx.setTimer(delayMillis, done -> request.response().end("{\"ok\":true}"));
                        }
                    })).listen().toCompletionStage().toCompletableFuture().join().actualPort());
            while (System.in.read() >= 0) {
                // Until the program that started this ends it.
            }
            vertx.close();
        }
    }
}
