package io.anivia.faults;

import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** A network between two processes, to cut or to turn into a black hole. Everything happens on one event loop. */
final class Proxy implements AutoCloseable {

    private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

    private final Vertx vertx;
    private final NetClient client;
    private final int target;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private NetServer server;
    private final int port;
    private volatile boolean swallows;

    /**
     * Listens on a free port of loopback.
     *
     * @param vertx with one event loop
     * @param target the port that connections are passed on to
     */
    Proxy(Vertx vertx, int target) {
        this.vertx = vertx;
        this.target = target;
        client = vertx.createNetClient();
        server = listen(0);
        port = server.actualPort();
    }

    int port() {
        return port;
    }

    /** Closes all connections and refuses new ones. */
    void cut() {
        await(server.close());
        sockets.forEach(NetSocket::close);
        sockets.clear();
    }

    /** How many connections there are, both sides counted. */
    int sockets() {
        return sockets.size();
    }

    /** Connections stay, new ones are taken, and nothing passes any more. */
    void swallow() {
        swallows = true;
        sockets.forEach(NetSocket::pause);
    }

    /** As it was. What got stuck passes on, as a network would repeat it; unless it was cut. */
    void heal() {
        if (swallows) {
            swallows = false;
            sockets.forEach(NetSocket::resume);
        } else {
            server = listen(port);
        }
    }

    @Override
    public void close() {
        cut();
        await(client.close());
    }

    private NetServer listen(int on) {
        NetServer created = vertx.createNetServer(
                new NetServerOptions().setHost(LOOPBACK).setPort(on).setReuseAddress(true).setTcpNoDelay(true));
        return await(created.connectHandler(this::connected).listen());
    }

    private void connected(NetSocket from) {
        from.pause();
        add(from);
        client.connect(target, LOOPBACK).onSuccess(to -> {
            to.pause();
            add(to);
            pass(from, to);
            pass(to, from);
        }).onFailure(refused -> from.close());
    }

    private void add(NetSocket socket) {
        sockets.add(socket);
        socket.exceptionHandler(reset -> socket.close());
    }

    private void pass(NetSocket from, NetSocket to) {
        from.handler(bytes -> {
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> resume(from));
            }
        });
        from.closeHandler(closed -> {
            sockets.remove(from);
            to.close();
        });
        resume(from);
    }

    private void resume(NetSocket socket) {
        if (!swallows) {
            socket.resume();
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
