package io.anivia.destination.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.anivia.common.CertificateExpiries;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP connections of one endpoint to one server, so that a slow destination takes none from another. Thread-safe;
 * never blocks its caller.
 *
 * <p>One thread does all of the work: it writes requests, reads responses and completes what {@link #send} returns, so
 * the steps of a route that come after run on it. Connections are opened when there is none free, up to a bound, and
 * kept for further requests.
 *
 * <p>No retries, no redirects, no decompression, no {@code Expect: 100-continue}, no authentication rounds. One request
 * is sent again: over a connection that was used before and turns out to be closed before a byte of the response came,
 * which happens each time a server closes idle connections. It is sent once more, over a new connection.
 */
public final class HttpTransport implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

    private final HttpUrl server;
    private final HttpSettings settings;
    private final EventLoop loop;
    private final boolean ownsLoop;
    private final HttpConnector.NameService names;
    private final @Nullable HttpRecorder recorder;
    private final CertificateExpiries certificates;
    private final HttpConnector connector;
    private final String host;
    /** Of the recorder that was asked for last; {@code null}: of none yet. */
    private volatile @Nullable HttpTransport shown;

    // What follows is used by the loop's thread only.
    private final Set<HttpConnection> open = new HashSet<>();
    private final Deque<HttpConnection> idle = new ArrayDeque<>();
    private final Deque<PendingRequest> waiting = new ArrayDeque<>();
    private final @Nullable HttpCookies cookies;
    private int connecting;
    private boolean isClosed;

    private HttpTransport(HttpUrl server, HttpSettings settings, EventLoop loop, boolean ownsLoop,
            HttpConnector.NameService names, CertificateExpiries certificates, @Nullable HttpRecorder recorder) {
        this.server = server;
        this.settings = settings;
        this.loop = loop;
        this.ownsLoop = ownsLoop;
        this.names = names;
        this.recorder = recorder;
        this.certificates = certificates;
        this.connector = new HttpConnector(server, settings, loop, names, certificates);
        this.host = server.hostHeader();
        this.cookies = settings.isSession() ? new HttpCookies() : null;
    }

    /**
     * Opens a transport with a thread of its own; connections are opened as they are needed.
     *
     * @param certificates measures those that the server shows
     */
    static HttpTransport open(HttpUrl server, HttpSettings settings, CertificateExpiries certificates) {
        return create(server, settings, InetAddress::getAllByName, certificates, null);
    }

    /** The same without a measure. */
    public static HttpTransport open(HttpUrl server, HttpSettings settings) {
        return open(server, settings, InetAddress::getAllByName);
    }

    static HttpTransport open(HttpUrl server, HttpSettings settings, HttpConnector.NameService names) {
        return create(server, settings, names, CertificateExpiries.notMeasured(), null);
    }

    /** Opens no connection: the recorder gets the requests. */
    static HttpTransport recorded(HttpUrl server, HttpSettings settings, HttpRecorder recorder) {
        return create(server, settings, InetAddress::getAllByName, CertificateExpiries.notMeasured(), recorder);
    }

    private static HttpTransport create(HttpUrl server, HttpSettings settings, HttpConnector.NameService names,
            CertificateExpiries certificates, @Nullable HttpRecorder recorder) {
        EventLoop loop = new NioEventLoopGroup(1, new DefaultThreadFactory("http-" + server.host(), true)).next();
        return new HttpTransport(server, settings, loop, true, names, certificates, recorder);
    }

    /** Another transport to the same server, with connections of its own, on the thread of this one. */
    public HttpTransport sharingThread(HttpSettings others) {
        return new HttpTransport(server, others, loop, false, names, certificates, recorder);
    }

    /** Another transport with the same requests, which the recorder gets: it opens no connection. */
    HttpTransport recordedBy(HttpRecorder other) {
        HttpTransport known = shown;
        if (known == null || known.recorder != other) {
            known = new HttpTransport(server, settings, loop, false, names, certificates, other);
            shown = known;
        }
        return known;
    }

    /**
     * Sends a request and reads the response, whatever its status.
     *
     * @param maxBodyBytes a longer response body is cut, and its connection closed
     * @return completed on the transport's thread, exactly once; fails with an {@link IOException} if no complete
     *         response came, which {@link FailureClassifier#of} classifies
     */
    public CompletionStage<HttpResponse> send(OutgoingRequest request, int maxBodyBytes) {
        HttpObservation observation = request.observation();
        if (observation == null) {
            return start(request, maxBodyBytes);
        }
        observation.sent(server.toString(), request);
        return start(request, maxBodyBytes).whenComplete((response, failure) -> {
            if (response != null) {
                observation.answered(response);
            }
        });
    }

    private CompletionStage<HttpResponse> start(OutgoingRequest request, int maxBodyBytes) {
        if (recorder != null) {
            return recorder.exchange(recorded(request));
        }
        PendingRequest pending = new PendingRequest(request, maxBodyBytes);
        try {
            loop.execute(() -> begin(pending));
        } catch (RejectedExecutionException e) {
            pending.fail(stopped());
        }
        return pending.response();
    }

    private HttpRecorder.RecordedExchange recorded(OutgoingRequest request) {
        FullHttpRequest message = encode(request);
        Map<String, String> headers = new LinkedHashMap<>();
        message.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        return new HttpRecorder.RecordedExchange(server.toString(), request.method(), request.target(), headers,
                request.body());
    }

    private void begin(PendingRequest request) {
        try {
            if (isClosed) {
                request.fail(stopped());
                return;
            }
            request.deadline(loop.schedule(() -> timeOut(request), settings.requestTimeout().toMillis(),
                    TimeUnit.MILLISECONDS));
            HttpConnection free = idle.pollLast();
            if (free != null) {
                free.send(request);
            } else {
                waiting.addLast(request);
                openMore();
            }
        } catch (Throwable e) {
            // An Error, too: its sender waits for a call back.
            waiting.remove(request);
            request.fail(e);
        }
    }

    private void timeOut(PendingRequest request) {
        String limit = settings.requestTimeout().toMillis() + " ms";
        HttpConnection connection = request.connection();
        if (connection != null) {
            connection.abandon(new SocketTimeoutException("no complete response within " + limit));
        } else if (waiting.remove(request)) {
            request.fail(new SocketTimeoutException("no free connection within " + limit));
        }
    }

    /** Each waiting request has a connection opened for it, while there may be more; the first to be free takes it. */
    private void openMore() {
        while (!isClosed && connecting < waiting.size() && mayOpenOne()) {
            connecting++;
            try {
                connector.open(this, this::opened);
            } catch (Throwable e) {
                // Such as an Error for want of a thread: the place in the pool must not be lost.
                opened(null, new IOException("no connection can be opened", e));
            }
        }
    }

    private boolean mayOpenOne() {
        return settings.maxConnections() == 0 || open.size() + connecting < settings.maxConnections();
    }

    private void opened(@Nullable HttpConnection connection, @Nullable IOException failure) {
        connecting--;
        if (connection != null && connection.isActive()) {
            connection.opened();
            open.add(connection);
            released(connection);
            return;
        }
        PendingRequest first = waiting.pollFirst();
        openMore();
        if (first != null) {
            first.fail(failure == null ? new IOException("the server closed the connection at once") : failure);
        }
    }

    /** A connection is free for the next request. */
    void released(HttpConnection connection) {
        PendingRequest next = isClosed ? null : connection.isUsed() ? firstTry() : waiting.pollFirst();
        if (next != null) {
            connection.send(next);
        } else if (waiting.isEmpty() && !isClosed) {
            connection.idle();
            idle.addLast(connection);
        } else {
            // What is waiting has met a dead connection and needs a new one, which may need this one's place.
            connection.close();
        }
    }

    private @Nullable PendingRequest firstTry() {
        for (Iterator<PendingRequest> requests = waiting.iterator(); requests.hasNext();) {
            PendingRequest request = requests.next();
            if (!request.isSecondTry()) {
                requests.remove();
                return request;
            }
        }
        return null;
    }

    /** The connection of a request was dead. */
    void tryAgain(PendingRequest request, Throwable cause) {
        if (isClosed || settings.isSession()) {
            request.fail(isClosed ? stopped() : new DeadConnectionException(cause));
            return;
        }
        request.tryAgain();
        waiting.addFirst(request);
        openMore();
    }

    void closed(HttpConnection connection) {
        open.remove(connection);
        idle.remove(connection);
        openMore();
    }

    void receiveCookies(List<String> headers) {
        if (cookies != null) {
            cookies.receive(headers);
        }
    }

    FullHttpRequest encode(OutgoingRequest request) {
        FullHttpRequest message = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(request.method()), request.target(), Unpooled.wrappedBuffer(request.body()));
        message.headers().set(HttpHeaderNames.HOST, host);
        request.headers().forEach(message.headers()::set);
        message.headers().set(HttpHeaderNames.USER_AGENT, "anivia");
        message.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, request.body().length);
        String sentBack = cookies == null ? null : cookies.header();
        if (sentBack != null) {
            message.headers().set(HttpHeaderNames.COOKIE, sentBack);
        }
        return message;
    }

    Duration responseTimeout() {
        return settings.responseTimeout();
    }

    private static IOException stopped() {
        return new IOException("not sent: the endpoint is stopped");
    }

    /** Closes all connections; requests on their way fail. Returns before that is done. */
    @Override
    public void close() {
        try {
            loop.execute(this::closeAll);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: closed before", server, e);
        }
    }

    private void closeAll() {
        isClosed = true;
        connector.close();
        List.copyOf(waiting).forEach(request -> request.fail(stopped()));
        waiting.clear();
        List.copyOf(open).forEach(connection -> connection.abandon(stopped()));
        if (ownsLoop) {
            loop.parent().shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
