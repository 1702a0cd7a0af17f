package io.anivia.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

import io.anivia.processes.Java;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;

/**
 * A server that takes a body, throws it away, and answers as Elmer does: the least that Elmer's work can cost. It ends
 * with its input. Its arguments: the port and the number of event loops.
 */
final class PlainServer extends AbstractVerticle {

    private static final String ANSWER = "{\"receipt\":\"00000000-0000-0000-0000-000000000000\"}";

    private final int port;

    private PlainServer(int port) {
        this.port = port;
    }

    /** One that runs. */
    record Running(Process process, URI url) implements AutoCloseable {

        @Override
        public void close() {
            Java.end(process);
        }
    }

    /** Starts one in a process of its own. */
    static Running start(int loops, String heap) throws IOException {
        int port = freePort();
        Process process = Java.command("-Xmx" + heap, "-cp", Java.classPath(), PlainServer.class.getName(),
                Integer.toString(port), Integer.toString(loops)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        if (process.inputReader().readLine() == null) {
            throw new IOException("the plain server has ended");
        }
        return new Running(process, URI.create("http://127.0.0.1:" + port + "/v1/events"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int loops = Integer.parseInt(arguments[1]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        vertx.deployVerticle(() -> new PlainServer(port), new DeploymentOptions().setInstances(loops))
                .toCompletionStage().toCompletableFuture().join();
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Until the program that started this has ended, or ends it.
        }
        vertx.close();
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .requestHandler(request -> request.body().onSuccess(body -> request.response().setStatusCode(202)
                        .putHeader("Content-Type", "application/json").end(ANSWER)))
                .listen().<Void>mapEmpty().onComplete(started);
    }
}
