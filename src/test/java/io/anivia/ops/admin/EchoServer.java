package io.anivia.ops.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Answers with the status that the path says, and with what it was sent: as it is, cut, escaped, in Base64 and in hex, by
 * turns. The path {@code /slow} is never answered.
 */
public class EchoServer implements QuarkusTestResourceLifecycleManager {

    private final AtomicInteger turn = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        return Map.of("echo.url", "http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (path.equals("slow")) {
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        String echo = switch (turn.getAndIncrement() % 6) {
            case 0 -> body;
            case 1 -> "{\"error\":{" + quoted(body) + ":\"invalid\"}}";
            case 2 -> Base64.getEncoder().encodeToString(body.getBytes(UTF_8));
            case 3 -> HexFormat.of().formatHex(body.getBytes(UTF_8));
            case 4 -> URLEncoder.encode(body, UTF_8);
            default -> body.substring(body.length() / 2);
        };
        byte[] answer = echo.getBytes(UTF_8);
        exchange.sendResponseHeaders(Integer.parseInt(path), answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public void stop() {
        stopped.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
