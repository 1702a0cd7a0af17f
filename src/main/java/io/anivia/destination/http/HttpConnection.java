package io.anivia.destination.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * One connection of an {@link HttpTransport}: carries one request at a time, and reads its response within bounds. Used
 * by the transport's thread only.
 */
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {

    /** Age at which a connection is replaced, so that a change in DNS or behind a load balancer takes effect. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final int MAX_STATUS_LINE_BYTES = 8 * 1024;
    /** Of all headers of a response together. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int CHUNK_BYTES = 8 * 1024;
    /** Interim responses (1xx) before the final one. */
    private static final int MAX_INTERIM_RESPONSES = 20;

    private final HttpTransport transport;
    private final Channel channel;
    private final ResponseDecoder decoder = new ResponseDecoder();
    private @Nullable Future<?> expiry;
    private boolean isOpen;
    private boolean isExpired;
    /** Whether it has carried a request or stood idle: then the server may have closed it in the meantime. */
    private boolean isUsed;

    private @Nullable PendingRequest current;
    private @Nullable ChannelFuture written;
    private boolean mayBeStale;
    private boolean responseBegan;
    private long lastRead;
    private @Nullable Future<?> silence;

    private int interimResponses;
    private int status;
    private @Nullable String retryAfter;
    private Instant headReadAt = Instant.EPOCH;
    private boolean isKeptAlive;
    private ByteArrayOutputStream body = new ByteArrayOutputStream(0);

    private HttpConnection(HttpTransport transport, Channel channel) {
        this.transport = transport;
        this.channel = channel;
    }

    /** Adds what reads HTTP to a new channel's pipeline. */
    static HttpConnection addTo(Channel channel, HttpTransport transport) {
        HttpConnection connection = new HttpConnection(transport, channel);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(connection.new ReadWatch());
        pipeline.addLast(new HttpRequestEncoder());
        pipeline.addLast(connection.decoder);
        pipeline.addLast(connection);
        return connection;
    }

    /** Begins its life in the pool; before, the channel's end is none of the pool's business. */
    void opened() {
        isOpen = true;
        expiry = channel.eventLoop().schedule(this::expire, MAX_AGE.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isActive() {
        return channel.isActive();
    }

    boolean isUsed() {
        return isUsed;
    }

    /** Waits for a request. */
    void idle() {
        isUsed = true;
    }

    void send(PendingRequest request) {
        current = request;
        request.sentOver(this);
        mayBeStale = isUsed && !request.isSecondTry();
        isUsed = true;
        responseBegan = false;
        interimResponses = 0;
        status = 0;
        retryAfter = null;
        body = new ByteArrayOutputStream(256);
        lastRead = System.nanoTime();
        if (silence == null) {
            watchForSilence(transport.responseTimeout().toNanos());
        }
        try {
            ChannelFuture writing = channel.writeAndFlush(transport.encode(request.request()));
            written = writing;
            writing.addListener(done -> {
                if (current == request) {
                    // Until now the server could not answer.
                    lastRead = System.nanoTime();
                    if (!done.isSuccess()) {
                        fail(done.cause());
                    }
                }
            });
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void watchForSilence(long nanos) {
        silence = channel.eventLoop().schedule(this::checkForSilence, nanos, TimeUnit.NANOSECONDS);
    }

    private void checkForSilence() {
        silence = null;
        if (current == null) {
            return;
        }
        boolean isWritten = written != null && written.isDone();
        long left = transport.responseTimeout().toNanos() - (System.nanoTime() - lastRead);
        if (left > 0 || !isWritten) {
            watchForSilence(left > 0 ? left : transport.responseTimeout().toNanos());
        } else {
            abandon(new SocketTimeoutException("no response for " + transport.responseTimeout().toMillis() + " ms"));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        PendingRequest request = current;
        if (request == null) {
            // A response to no request, such as a 408 before the server closes an idle connection.
            close();
        } else if (part.decoderResult().isFailure()) {
            abandon(new ProtocolException("the response is not HTTP"));
        } else {
            if (part instanceof io.netty.handler.codec.http.HttpResponse head) {
                readHead(head);
            }
            if (part instanceof HttpContent content && status >= 200) {
                readBody(request, content);
            }
        }
    }

    private void readHead(io.netty.handler.codec.http.HttpResponse head) {
        status = head.status().code();
        if (status < 200) {
            if (status == 101 || ++interimResponses > MAX_INTERIM_RESPONSES) {
                abandon(new ProtocolException("no final response, but status " + status));
            }
            return;
        }
        headReadAt = Instant.now();
        retryAfter = head.headers().get(HttpHeaderNames.RETRY_AFTER);
        isKeptAlive = HttpUtil.isKeepAlive(head);
        transport.receiveCookies(head.headers().getAll(HttpHeaderNames.SET_COOKIE));
    }

    private void readBody(PendingRequest request, HttpContent content) {
        ByteBuf data = content.content();
        int room = request.maxBodyBytes() - body.size();
        try {
            data.readBytes(body, Math.min(room, data.readableBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory streams do not fail", e);
        }
        if (data.isReadable()) {
            // The rest is not read, however long.
            complete(request, false);
        } else if (content instanceof LastHttpContent) {
            complete(request, isKeptAlive && channel.isActive() && written != null && written.isSuccess());
        }
    }

    private void complete(PendingRequest request, boolean isReusable) {
        current = null;
        HttpResponse response = new HttpResponse(status, retryAfter, body.toByteArray(), headReadAt);
        if (isReusable && !isExpired) {
            // Not at once: what else the server has sent would be taken for the response to the next request.
            channel.eventLoop().execute(this::release);
        } else {
            close();
        }
        request.succeed(response);
    }

    private void release() {
        if (!isOpen) {
            return;
        }
        if (isExpired || decoder.hasMore()) {
            close();
        } else {
            transport.released(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(new EOFException("the server closed the connection before its response was complete"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
    }

    /** The connection broke. A request that may have met a dead connection is sent once more. */
    private void fail(Throwable cause) {
        PendingRequest request = current;
        boolean isStale = mayBeStale && !responseBegan && cause instanceof IOException
                && !(cause instanceof SSLException);
        current = null;
        close();
        if (request != null) {
            if (isStale) {
                transport.tryAgain(request, cause);
            } else {
                request.fail(cause instanceof IOException || cause instanceof Error ? cause
                        : new IOException("the exchange broke off: " + cause.getClass().getSimpleName(), cause));
            }
        }
    }

    /** Closes the connection, and fails its request. */
    void abandon(IOException cause) {
        PendingRequest request = current;
        current = null;
        close();
        if (request != null) {
            request.fail(cause);
        }
    }

    private void expire() {
        isExpired = true;
        if (current == null) {
            close();
        }
    }

    /** Closes the connection, and gives up its place in the pool. */
    void close() {
        channel.close();
        if (isOpen) {
            isOpen = false;
            if (expiry != null) {
                expiry.cancel(false);
            }
            if (silence != null) {
                silence.cancel(false);
            }
            transport.closed(this);
        }
    }

    /** Before the codec: sees each byte of a response, after TLS. */
    private final class ReadWatch extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            responseBegan = true;
            lastRead = System.nanoTime();
            context.fireChannelRead(bytes);
        }
    }

    private final class ResponseDecoder extends HttpResponseDecoder {

        ResponseDecoder() {
            super(MAX_STATUS_LINE_BYTES, MAX_HEADER_BYTES, CHUNK_BYTES);
        }

        /** Whether bytes are left that are no whole response, such as the body of a 204 or more than was announced. */
        boolean hasMore() {
            return actualReadableBytes() > 0;
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            PendingRequest request = current;
            return request != null && request.request().method().equals("HEAD") || super.isContentAlwaysEmpty(message);
        }
    }
}
