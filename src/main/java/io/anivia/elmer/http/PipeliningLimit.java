package io.anivia.elmer.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Reads no more from a connection of HTTP/1 on which that many requests wait for their answers, or whose answers the
 * client does not take.
 *
 * <p>Vert.x would read on and keep everything in memory, nine bytes of heap for each byte sent. HTTP/2 has a limit of its
 * own, of streams. One for each connection, on its event loop.
 */
final class PipeliningLimit extends ChannelDuplexHandler {

    /** Vert.x' name for its handler, the last one. */
    private static final String VERTX = "handler";

    private final int limit;
    private int unanswered;
    private boolean stopped;

    /** @param unanswered how many there are already */
    private PipeliningLimit(int limit, int unanswered) {
        this.limit = limit;
        this.unanswered = unanswered;
    }

    /** Holds from a connection's first request on. */
    static void install(HttpServerRequest request, int limit) {
        // What Vert.x makes public does not lead to the channel.
        if (request.version() != HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection) {
            ChannelPipeline pipeline = connection.channel().pipeline();
            if (pipeline.get(PipeliningLimit.class) == null) {
                pipeline.addBefore(VERTX, null, new PipeliningLimit(limit, 1));
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
            readOnOrNot(context.channel());
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInterim(message) && unanswered > 0) {
            unanswered--;
            readOnOrNot(context.channel());
        }
        context.write(message, promise);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        readOnOrNot(context.channel());
        context.fireChannelWritabilityChanged();
    }

    private void readOnOrNot(Channel channel) {
        if (unanswered > limit || !channel.isWritable()) {
            stopped = true;
            // Each time: Vert.x may have told it to read on.
            channel.config().setAutoRead(false);
        } else if (stopped) {
            stopped = false;
            channel.config().setAutoRead(true);
        }
    }

    /** Such as 100: the answer is still to come (RFC 9110, section 15.2). */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
