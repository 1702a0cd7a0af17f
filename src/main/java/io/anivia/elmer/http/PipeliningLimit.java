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
 * Stops reading from an HTTP/1 connection while too many of its requests wait for their answers, or while the client
 * does not read its answers.
 *
 * <p>Vert.x would read on and keep everything in memory, nine bytes of heap for each byte sent. HTTP/2 has a limit of
 * its own, of streams. One instance for each connection, confined to its event loop.
 */
final class PipeliningLimit extends ChannelDuplexHandler {

    /** Vert.x' name for its handler, the last one of the pipeline. */
    private static final String VERTX = "handler";

    private final int limit;
    private int unanswered;
    private boolean stopped;

    /** @param unanswered requests that were read before this handler was added */
    private PipeliningLimit(int limit, int unanswered) {
        this.limit = limit;
        this.unanswered = unanswered;
    }

    /** Adds the limit to a connection, with its first request. */
    static void install(HttpServerRequest request, int limit) {
        // Vert.x' public interfaces do not lead to the channel.
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
            updateAutoRead(context.channel());
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInterim(message) && unanswered > 0) {
            unanswered--;
            updateAutoRead(context.channel());
        }
        context.write(message, promise);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        updateAutoRead(context.channel());
        context.fireChannelWritabilityChanged();
    }

    private void updateAutoRead(Channel channel) {
        if (unanswered > limit || !channel.isWritable()) {
            stopped = true;
            // Each time: Vert.x may have switched it on again.
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
