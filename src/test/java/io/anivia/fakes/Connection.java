package io.anivia.fakes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * One client connection of a fake: reads a request, lets the fake work, plays the scripted ending.
 *
 * <p>Requests pipelined on one connection are answered as they are ready, which need not be their order once a delay is
 * scripted; no client in use here pipelines.
 */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final FakeHttpServer<?> server;
    private final long number;

    Connection(FakeHttpServer<?> server, long number) {
        this.server = server;
        this.number = number;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        ReceivedRequest request = read(message);
        boolean keepAlive = HttpUtil.isKeepAlive(message);
        Answer answer = server.received(request);
        Reply usual = answer.works() ? work(request) : Reply.plain(200, "");
        Reply reply = answer.rewrite().apply(usual);
        Runnable end = () -> end(context, answer.ending(), reply, keepAlive);
        if (answer.delay().isZero()) {
            end.run();
        } else {
            context.executor().schedule(end, answer.delay().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** A fault of the fake itself must be seen by the test, not look like a network's. */
    private Reply work(ReceivedRequest request) {
        try {
            return server.answer(request);
        } catch (RuntimeException e) {
            return Reply.plain(599, "the fake itself failed: " + e);
        }
    }

    private ReceivedRequest read(FullHttpRequest message) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        message.headers().forEach(h -> headers.merge(h.getKey(), h.getValue(), (one, two) -> one + ", " + two));
        String target = message.uri();
        int mark = target.indexOf('?');
        return new ReceivedRequest(number, message.method().name(), mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1), headers, ByteBufUtil.getBytes(message.content()),
                Instant.now());
    }

    private static void end(ChannelHandlerContext context, Answer.Ending ending, Reply reply, boolean keepAlive) {
        switch (ending) {
            case WHOLE -> send(context, reply, keepAlive);
            case HALF -> sendHalf(context, reply);
            case RESET -> {
                context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                context.close();
            }
            case HANG -> {
                // Says nothing; the connection stays until the client or stop() closes it.
            }
        }
    }

    private static void send(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()),
                Unpooled.wrappedBuffer(reply.body().getBytes(UTF_8)));
        reply.headers().forEach(response.headers()::set);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        var sent = context.writeAndFlush(response);
        if (!keepAlive) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static void sendHalf(ChannelHandlerContext context, Reply reply) {
        byte[] body = (reply.body().isEmpty() ? "an empty body has no half" : reply.body()).getBytes(UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + HttpResponseStatus.valueOf(reply.status()) + "\r\n");
        reply.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        var bytes = Unpooled.wrappedBuffer(
                Unpooled.copiedBuffer(head, ISO_8859_1), Unpooled.wrappedBuffer(body, 0, body.length / 2));
        // Written below the codec, which would not let go of half a response.
        context.pipeline().context(HttpServerCodec.class).writeAndFlush(bytes)
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            System.getLogger("io.anivia.fakes").log(System.Logger.Level.WARNING, "A fake's connection failed", cause);
        }
        context.close();
    }
}
