package io.anivia.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.anivia.contract.MessageHeaders;
import io.anivia.routes.EmptyRoutes;
import io.anivia.source.http.Intake;
import io.anivia.source.reading.Reading;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * A source while its route runs. Its exchanges in role {@code elmer} go into {@code direct:collect}, not into its own
 * route, whose steps are for each event, in role {@code prospector}.
 */
public final class SourceConsumer extends DefaultConsumer implements Source, Suspendable {

    /** Never waits for a route that is stopped. */
    private static final String COLLECT = "direct:collect?block=false";

    private volatile @Nullable Intake intake;
    private volatile @Nullable Reading reading;
    private volatile @Nullable AsyncProducer collect;
    private volatile Set<String> keyNames = Set.of();
    /** It has been replaced or removed: requests that it has begun it ends, though its route is stopped. */
    private volatile boolean isRetired;
    /** Payloads that are being read; below zero: no more. */
    private final AtomicInteger payloads = new AtomicInteger();

    SourceConsumer(SourceEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    @Override
    public SourceEndpoint getEndpoint() {
        return (SourceEndpoint) super.getEndpoint();
    }

    @Override
    public String name() {
        return getEndpoint().getName();
    }

    public Intake intake() {
        return Objects.requireNonNull(intake);
    }

    @Override
    public Reading reading() {
        return Objects.requireNonNull(reading);
    }

    @Override
    public Set<String> keyNames() {
        return keyNames;
    }

    @Override
    public Optional<Processor> steps() {
        return EmptyRoutes.has(getRoute()) ? Optional.empty() : Optional.of(getProcessor());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        intake = getEndpoint().intake(file());
        keyNames = getEndpoint().keyNames();
        reading = getEndpoint().reading(intake().keys().inBody());
        collect = getEndpoint().getCamelContext().getEndpoint(COLLECT).createAsyncProducer();
        ServiceHelper.startService(collect);
        getEndpoint().getComponent().sources().add(this);
    }

    void retire() {
        isRetired = true;
    }

    @Override
    public boolean beginReading() {
        return payloads.getAndUpdate(now -> now < 0 ? now : now + 1) >= 0;
    }

    @Override
    public void endReading() {
        payloads.updateAndGet(now -> now > 0 ? now - 1 : now);
        if (isRetired) {
            synchronized (payloads) {
                payloads.notifyAll();
            }
        }
    }

    /** Waits until no payload is read by it; none is from then on. */
    boolean awaitIdle(long deadlineNanos) throws InterruptedException {
        synchronized (payloads) {
            while (!payloads.compareAndSet(0, Integer.MIN_VALUE)) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
                if (millis <= 0) {
                    return payloads.getAndSet(Integer.MIN_VALUE) == 0;
                }
                payloads.wait(millis);
            }
            return true;
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (!isRetired) {
            ServiceHelper.stopService(collect);
        }
        super.doStop();
    }

    /** The route's; one that was not read from a file stands where it is looked for. */
    private Resource file() {
        Resource file = getRoute().getSourceResource();
        return file != null ? file : ResourceHelper.fromString("file:routes/sources/" + name(), "");
    }

    /** Where its route is written, for people: its id, the file and the line. */
    String location() {
        Resource file = getRoute().getSourceResource();
        return "route '" + getRouteId().replaceFirst("~\\d+$", "") + "'" + (file == null ? "" : " in '"
                + file.getLocation().replaceFirst("^(file|classpath):", "") + "'" + line(file));
    }

    private String line(Resource file) {
        String uri = getEndpoint().getEndpointBaseUri().replace("://", ":");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8))) {
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine(), number++) {
                if (line.contains(uri) && !line.strip().startsWith("#")) {
                    return ", line " + number;
                }
            }
            return "";
        } catch (IOException e) {
            // It was read a moment ago; the file alone has to do.
            return "";
        }
    }

    /** Whether requests are taken. */
    public boolean isServing() {
        return isRetired || isStarted() && !isSuspendingOrSuspended();
    }

    /**
     * Hands a payload to {@code direct:collect}. The callback gets the exchange on the thread on which that has ended,
     * and must give it back by {@link #release}.
     */
    public void collect(byte[] payload, Map<String, Object> headers, Consumer<Exchange> done) {
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        Message message = exchange.getIn();
        message.setBody(payload);
        headers.forEach(message::setHeader);
        message.setHeader(MessageHeaders.SOURCE, name());
        try {
            createUoW(exchange);
            Objects.requireNonNull(collect).process(exchange, doneSync -> done.accept(exchange));
        } catch (Exception e) {
            exchange.setException(e);
            done.accept(exchange);
        }
    }

    /** The exchange is no longer needed. */
    public void release(Exchange exchange) {
        doneUoW(exchange);
        releaseExchange(exchange, false);
    }
}
