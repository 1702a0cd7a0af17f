package io.anivia.fakes;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What every fake can do: listen on loopback, die and come back on the same port, follow a script, remember requests.
 *
 * <p>Two daemon threads serve any number of connections; a request that hangs or is answered late occupies none of
 * them. All methods may be called from any thread, at any time, also while requests come in.
 *
 * @param <S> the fake itself, for chaining
 */
public abstract class FakeHttpServer<S extends FakeHttpServer<S>> implements AutoCloseable {

    /** Larger requests are answered 413 before the fake sees them. */
    private static final int LARGEST_REQUEST_BYTES = 64 << 20;
    private static final int THREADS = 2;

    private final Script script = new Script();
    private final Queue<ReceivedRequest> requests = new ConcurrentLinkedQueue<>();
    private final AtomicLong requestCount = new AtomicLong();
    private final AtomicLong connectionCount = new AtomicLong();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean remembering = true;
    private volatile Supplier<Duration> latency = () -> Duration.ZERO;
    private volatile int port;
    private @Nullable EventLoopGroup threads;
    private @Nullable Channel listener;

    FakeHttpServer() {
    }

    /** Does the fake's work on a request and says what the real system would say. Called by several threads. */
    abstract Reply answer(ReceivedRequest request);

    /** Which answer the script holds for this request. */
    Answer scripted(ReceivedRequest request) {
        return script.take();
    }

    /** Whether {@code Expect: 100-continue} is refused with 417. */
    boolean refusesExpect() {
        return false;
    }

    abstract S self();

    /** What it took. */
    abstract Arrivals<?> arrivals();

    /**
     * Starts listening: on the port it had before, or at first on any free one.
     *
     * @throws IllegalStateException if the port is taken
     */
    public final S start() {
        return start(port);
    }

    /** Starts listening on a given port; 0 is any free one. No effect if it is listening already. */
    public final synchronized S start(int onPort) {
        if (listener != null) {
            return self();
        }
        if (threads == null) {
            threads = new NioEventLoopGroup(THREADS, new DefaultThreadFactory(getClass().getSimpleName(), true));
        }
        var binding = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Pipeline())
                .bind(new InetSocketAddress("127.0.0.1", onPort))
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IllegalStateException(
                    getClass().getSimpleName() + ": port " + onPort + " cannot be had", binding.cause());
        }
        listener = binding.channel();
        port = ((InetSocketAddress) listener.localAddress()).getPort();
        return self();
    }

    /** Dies: connections are closed, new ones are refused. What it remembers and its script stay. */
    public final synchronized S stop() {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
            listener = null;
            connections.close().awaitUninterruptibly();
        }
        return self();
    }

    /** Closes all connections, and goes on listening. */
    public final S hangUp() {
        connections.close().awaitUninterruptibly();
        return self();
    }

    /** Stops for good and ends its threads. */
    @Override
    public final synchronized void close() {
        stop();
        if (threads != null) {
            threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            threads = null;
        }
    }

    /** The port, which stays the same over stop and start; 0 before the first start. */
    public final int port() {
        return port;
    }

    /** {@code http://127.0.0.1:<port>}, without a slash at the end. */
    public final String url() {
        return "http://127.0.0.1:" + port;
    }

    /** A URI on this server. The path is taken as it is. */
    public final URI uri(String path) {
        return URI.create(url() + path);
    }

    /** Queues answers, one for each of the next requests; after them things are as usual. */
    public final S next(Answer... answers) {
        for (Answer answer : answers) {
            script.next(1, answer);
        }
        return self();
    }

    /** Queues the same answer for a number of requests. */
    public final S next(int times, Answer answer) {
        script.next(times, answer);
        return self();
    }

    /** Answers every request this way, once the queue of {@link #next} is empty, until {@link #heal}. */
    public final S always(Answer answer) {
        script.always(answer);
        return self();
    }

    /**
     * Lets this time pass before every answer, until {@link #heal}.
     *
     * @param spread how much less or more it may be, as a part of it
     */
    public final S latency(Duration mean, double spread) {
        long least = Math.round(mean.toNanos() * (1 - spread));
        long most = Math.round(mean.toNanos() * (1 + spread));
        latency = () -> Duration.ofNanos(ThreadLocalRandom.current().nextLong(least, most + 1));
        return self();
    }

    /** Forgets the script and the latency: back to usual. */
    public final S heal() {
        latency = () -> Duration.ZERO;
        script.clear();
        return self();
    }

    /** How many queued answers have not found their request yet. */
    public final int scriptedAnswersLeft() {
        return script.waiting();
    }

    /**
     * Whether requests and contents are kept (the default). Switched off for benchmarks: counts and ids are still
     * kept, bodies are not.
     */
    public final S remember(boolean yes) {
        remembering = yes;
        return self();
    }

    final boolean remembers() {
        return remembering;
    }

    /** Passes on each id as soon as it is taken, duplicates too; one listener, which must not block. */
    public final S watch(Consumer<String> ids) {
        arrivals().watch(ids);
        return self();
    }

    /** Every request received so far, the scripted ones too, in order of arrival. */
    public final List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /** How many requests were received, remembered or not. */
    public final long requestCount() {
        return requestCount.get();
    }

    /** How many connections were opened so far. */
    public final long connectionCount() {
        return connectionCount.get();
    }

    /** Forgets the requests and all they brought; settings and script stay. */
    public S forget() {
        requests.clear();
        requestCount.set(0);
        return self();
    }

    final Answer received(ReceivedRequest request) {
        requestCount.incrementAndGet();
        if (remembering) {
            requests.add(request);
        }
        Answer answer = scripted(request);
        Duration later = latency.get();
        return later.isZero() ? answer : answer.after(answer.delay().plus(later));
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            HttpObjectAggregator aggregator = refusesExpect()
                    ? new ExpectRefusingAggregator(LARGEST_REQUEST_BYTES)
                    : new HttpObjectAggregator(LARGEST_REQUEST_BYTES);
            channel.pipeline().addLast(new HttpServerCodec(), aggregator,
                    new Connection(FakeHttpServer.this, connectionCount.incrementAndGet()));
        }
    }
}
