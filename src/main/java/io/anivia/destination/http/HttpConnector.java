package io.anivia.destination.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.anivia.common.CertificateExpiries;
import io.anivia.common.NamedThreads;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one server: looks up its name, connects to one of its addresses after the other until one takes
 * it, and shakes hands over TLS. Used by the transport's thread only; blocks on none but a thread of its own, on which
 * it looks names up.
 */
final class HttpConnector implements Closeable {

    /** Called back once, on the transport's thread: a connection, or why there is none. */
    @FunctionalInterface
    interface ConnectionCallback {
        void accept(@Nullable HttpConnection connection, @Nullable IOException failure);
    }

    /** Looks up the addresses of a host; may block. */
    @FunctionalInterface
    interface NameService {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final HttpUrl server;
    private final HttpSettings settings;
    private final EventLoop loop;
    private final NameService names;
    /** A lookup has no timeout of its own. With one thread, a slow name server gets one question at a time. */
    private final ExecutorService lookups;
    private final CertificateExpiries.TlsPeer peer;
    private @Nullable CompletableFuture<InetAddress[]> lookup;

    HttpConnector(HttpUrl server, HttpSettings settings, EventLoop loop, NameService names,
            CertificateExpiries certificates) {
        this.server = server;
        this.settings = settings;
        this.loop = loop;
        this.names = names;
        this.peer = certificates.peer("destination", server.host() + ":" + server.port());
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                NamedThreads.daemons("http-lookup"));
        one.allowCoreThreadTimeOut(true);
        lookups = one;
    }

    void open(HttpTransport transport, ConnectionCallback opened) {
        // Connections that are opened at the same time share a lookup; the JVM caches its answer for a while.
        CompletableFuture<InetAddress[]> current = lookup;
        if (current == null) {
            current = CompletableFuture.supplyAsync(this::addresses, lookups);
            lookup = current;
        }
        current.whenCompleteAsync((addresses, failure) -> {
            lookup = null;
            if (failure == null) {
                connect(transport, addresses, 0, opened);
            } else {
                opened.accept(null, unknownHost(failure));
            }
        }, loop);
    }

    private InetAddress[] addresses() {
        try {
            return names.addresses(server.host());
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IOException unknownHost(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof UnknownHostException unknown) {
                return unknown;
            }
        }
        return new IOException("the name cannot be looked up", failure);
    }

    private void connect(HttpTransport transport, InetAddress[] addresses, int next, ConnectionCallback opened) {
        try {
            connectTo(transport, addresses, next, opened);
        } catch (Throwable e) {
            opened.accept(null, ioException(e));
        }
    }

    private void connectTo(HttpTransport transport, InetAddress[] addresses, int next, ConnectionCallback opened) {
        ConnectionInitializer initializer = new ConnectionInitializer(transport);
        new Bootstrap().group(loop).channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(settings.connectTimeout().toMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(initializer)
                .connect(new InetSocketAddress(addresses[next], server.port()))
                .addListener(connected -> {
                    if (connected.isSuccess()) {
                        initializer.whenReady(opened);
                    } else if (next + 1 < addresses.length) {
                        connect(transport, addresses, next + 1, opened);
                    } else {
                        opened.accept(null, ioException(connected.cause()));
                    }
                });
    }

    private static int millis(long millis) {
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static IOException ioException(Throwable cause) {
        return cause instanceof IOException io ? io : new IOException("not connected: " + cause.getClass().getName(),
                cause);
    }

    @Override
    public void close() {
        lookups.shutdownNow();
        peer.close();
    }

    private final class ConnectionInitializer extends ChannelInitializer<Channel> {

        private final HttpTransport transport;
        private @Nullable Channel channel;
        private @Nullable SslHandler tls;
        private @Nullable HttpConnection connection;

        ConnectionInitializer(HttpTransport transport) {
            this.transport = transport;
        }

        @Override
        protected void initChannel(Channel fresh) {
            channel = fresh;
            if (server.https()) {
                SslHandler handler = new SslHandler(settings.trust().engine(server.host(), server.port()));
                handler.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
                fresh.pipeline().addLast(handler);
                tls = handler;
            }
            connection = HttpConnection.addTo(fresh, transport);
        }

        void whenReady(ConnectionCallback opened) {
            SslHandler handler = tls;
            if (handler == null) {
                opened.accept(connection, null);
                return;
            }
            handler.handshakeFuture().addListener(handshake -> {
                if (handshake.isSuccess()) {
                    peer.shookHands(handler.engine().getSession());
                    opened.accept(connection, null);
                } else {
                    opened.accept(null, handshakeFailure(handshake.cause()));
                }
            });
        }

        /** A certificate that is refused is an {@link SSLException}; a connection that breaks off is none. */
        private IOException handshakeFailure(Throwable cause) {
            if (cause instanceof SslHandshakeTimeoutException) {
                return new SocketTimeoutException("no TLS handshake within " + settings.connectTimeout().toMillis()
                        + " ms");
            }
            if (channel == null || !channel.isActive()) {
                return new IOException("the connection was closed during the TLS handshake");
            }
            return ioException(cause);
        }
    }
}
