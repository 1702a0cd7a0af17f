package io.anivia.destination;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import io.anivia.broker.consume.Prefetch;
import io.anivia.common.SampleRate;
import io.anivia.contract.DestinationQueues;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryOrder;
import io.anivia.destination.delivery.DuplicateFilter;
import io.anivia.destination.delivery.RetryPolicy;
import io.anivia.destination.delivery.SlowStart;
import io.anivia.destination.http.HttpRecorder;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * Deliver the events of one downstream system: consume its queue, retry, suspend, dead-letter.
 *
 * <p>A route from here holds transformation and a {@code to}, nothing else. If it ends normally, its events are
 * delivered; if it ends in an exception, they are not, and the exception decides what happens to them: see
 * {@link DeliveryException}.
 */
@UriEndpoint(firstVersion = "0.1.0", scheme = "destination", title = "Destination", syntax = "destination:name",
             category = { Category.MESSAGING }, consumerOnly = true)
public class DestinationEndpoint extends DefaultEndpoint
        implements MultipleConsumersSupport, HttpRecorder.RecordedSource {

    /** Whether a destination takes part. */
    enum Enablement {
        ON, OFF,
        /** Only if no other is on. */
        FALLBACK
    }

    /**
     * For each delivery: enough that none waits for the broker; few enough to be delivered before it minds the wait.
     */
    private static final long FEWEST_IN_HAND = 50;
    private static final int MAX_PREFETCH = 0xffff;

    @UriPath(description = "The destination's name: a-z, 0-9 and '-'. Its queues are named after it.")
    @Metadata(required = true)
    private final String name;
    @UriParam(description = "Which events it wants: a predicate in the Simple language over the event, which is the"
            + " body and a Map. Not set: all of them.")
    private @Nullable String accept;
    @UriParam(description = "What the user of an event must have consented to, such as marketing, analytics: looked for in"
            + " the places where Segment's and RudderStack's clients write it, and in a member consent. Asked when"
            + " events are routed, and again when they are delivered. Not set: nothing.")
    private @Nullable String consent;
    @UriParam(description = "Whether all categories of consent are needed, or any of them.", defaultValue = "all",
              enums = "all,any")
    private String consentMatch = "all";
    @UriParam(description = "What it means if an event says nothing of a category of consent.", defaultValue = "denied",
              enums = "denied,granted")
    private String consentDefault = "denied";
    @UriParam(description = "Most events in an exchange. At 1 the body is the event, a Map; above, a List of them.",
              defaultValue = "1")
    private int batchSize = 1;
    @UriParam(description = "Most bytes of events, as JSON, in a batch. A larger event goes alone.",
              defaultValue = "1000000")
    private long batchBytes = 1_000_000;
    @UriParam(description = "How long to wait for a batch to fill, in milliseconds or as a duration such as 200ms.",
              javaType = "java.time.Duration", defaultValue = "200")
    private long batchInterval = 200;
    @UriParam(description = "How many deliveries are on their way at once. They hold no thread each if the route ends in"
            + " a producer that waits for no answer, such as async-http, splunk or omniture. At 1 all events are"
            + " delivered in the order of the queue; an event that fails transiently holds up the others then, until it"
            + " was tried maxAttempts times.", defaultValue = "1")
    private int concurrency = 1;
    @UriParam(description = "Which events are delivered in the order of the queue, one at a time, while others are on"
            + " their way: those for which this has the same value, an expression in the Simple language such"
            + " as ${body[userId]}, or paths into the event such as userId, device.id, of which the first with a value"
            + " is used. An event for which there is none is delivered in any order.")
    private @Nullable String orderBy;
    @UriParam(description = "Most unacknowledged events: buffered, being delivered, or delivered and awaiting an"
            + " acknowledgement. 0: 50 for each delivery at once"
            + " or, if that is more, a batch for each and one more.",
              defaultValue = "0")
    private int prefetch;
    @UriParam(description = "Most bytes of unacknowledged events. A larger event is taken alone.",
              defaultValue = "16777216")
    private long prefetchBytes = Prefetch.DEFAULT_BYTES;
    @UriParam(description = "How often an event is tried that keeps failing while others pass, before it goes to the"
            + " dead letters.", defaultValue = "10")
    private int maxAttempts = 10;
    @UriParam(description = "How long to wait after a failure: the first ceiling and the longest, separated by a comma;"
            + " it doubles in between, and the wait is a random part of it. The longest is also the time between probes"
            + " of a suspended destination.", defaultValue = "500ms,1m")
    private String backoff = "500ms,1m";
    @UriParam(description = "The longest wait that the destination may ask for by Retry-After, in milliseconds or as a"
            + " duration such as 15m.", javaType = "java.time.Duration", defaultValue = "900000")
    private long maxRetryAfter = 900_000;
    @UriParam(description = "How many deliveries in a row may be refused for their events' own sake, without a success"
            + " in between, before the destination is suspended: then the route or the destination must be wrong. Its"
            + " events stay queued.", defaultValue = "50")
    private int maxRefusals = 50;
    @UriParam(description = "How long a destination that was down is spared when it is back: it begins with a tenth of"
            + " the load that it can take, in milliseconds or as a duration such as 10s; 0: not at all.",
              javaType = "java.time.Duration", defaultValue = "10000")
    private long slowStart = 10_000;
    @UriParam(description = "How long a delivered event is remembered, so that it is not delivered again, in"
            + " milliseconds or as a duration such as 10m. What is remembered is this process's alone, unless there is"
            + " a dedupeRepository. 0: not at all.", javaType = "java.time.Duration", defaultValue = "0")
    private long dedupe;
    @UriParam(description = "Most events to remember.", defaultValue = "100000")
    private int dedupeSize = 100_000;
    @UriParam(description = "A Camel IdempotentRepository that remembers them, in place of this process's memory. It is"
            + " started and stopped with the destination; when it fails, events are delivered without it. How long and"
            + " how many it remembers is set there, not by dedupe and dedupeSize.")
    private @Nullable IdempotentRepository dedupeRepository;
    @UriParam(description = "Whether it takes part: true, false, or fallback (only if no other destination does).",
              defaultValue = "true", enums = "true,false,fallback")
    private String enabled = "true";
    @UriParam(description = "live; or shadow: it gets live events and builds its requests, but sends nothing, and"
            + " GET /admin/destinations/{name}/shadow shows what it would send. It has no queue, and what it has no"
            + " time for is left out.", defaultValue = "live", enums = "live,shadow")
    private String mode = "live";
    @UriParam(description = "Of a shadow, the share of the events that it gets, such as 0.1, 10% or 1/10: by a hash of"
            + " the id, so that shadows with the same share get the same events.", defaultValue = "1")
    private String sample = "1";
    @UriParam(description = "What is left of anivia.address, where the event came from, in what the route gets: full,"
            + " truncated (192.0.2.0, 2001:db8::) or none. Its queues have it as Prospector knows it.",
              defaultValue = "full", enums = "full,truncated,none")
    private String address = "full";
    private final HttpExchanges exchanges = new HttpExchanges();
    /** Of a shadow, while it has a consumer. */
    private volatile @Nullable HttpRecorder recorder;

    public DestinationEndpoint(String uri, DestinationComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        queues();
        retryPolicy();
        enablement();
        requiredConsent();
        isShadow();
        share();
        addressDetail();
        atLeast(1, "batchSize", batchSize);
        atLeast(1, "batchBytes", batchBytes);
        atLeast(0, "batchInterval", batchInterval);
        atLeast(1, "concurrency", concurrency);
        atLeast(0, "prefetch", prefetch);
        atLeast(1, "prefetchBytes", prefetchBytes);
        atLeast(0, "maxRetryAfter", maxRetryAfter);
        atLeast(0, "slowStart", slowStart);
        atLeast(0, "dedupe", dedupe);
        atLeast(1, "dedupeSize", dedupeSize);
    }

    private void atLeast(long least, String option, long value) {
        if (value < least) {
            throw new IllegalArgumentException("destination '" + name + "': " + option + " must be at least " + least
                    + ", not " + value);
        }
    }

    @Override
    public DestinationComponent getComponent() {
        return (DestinationComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("destination:" + name + " is where a route begins. Events get there by"
                + " being accepted, not by being sent");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        // A command shows what it would send as it does it of the others.
        DefaultConsumer consumer = isShadow() && getComponent().isConsuming() ? shadow(processor)
                : new DestinationConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    private ShadowConsumer shadow(Processor processor) {
        ShadowConsumer consumer = new ShadowConsumer(this, processor);
        recorder = consumer.shadow().recorder();
        return consumer;
    }

    @Override
    public Optional<HttpRecorder> recorder() {
        return Optional.ofNullable(recorder);
    }

    /** They are not; but {@link Destinations} says so more clearly, and also if the routes' options differ. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    DestinationQueues queues() {
        return DestinationQueues.of(name);
    }

    RetryPolicy retryPolicy() {
        atLeast(1, "maxAttempts", maxAttempts);
        atLeast(1, "maxRefusals", maxRefusals);
        String[] parts = backoff.split(",");
        try {
            return new RetryPolicy(duration(parts[0]), duration(parts[1]), Duration.ofMillis(maxRetryAfter),
                    maxAttempts, maxRefusals);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("destination '" + name + "': backoff is two durations, the first ceiling"
                    + " and the longest, such as 500ms,1m; it cannot be '" + backoff + "'");
        }
    }

    private static Duration duration(String text) {
        return Duration.ofMillis(TimeUtils.toMilliSeconds(text.strip()));
    }

    SlowStart slowStart() {
        return new SlowStart(Duration.ofMillis(slowStart));
    }

    DeliveryOrder order() {
        if (concurrency == 1) {
            return DeliveryOrder.ALL;
        }
        return orderBy == null || orderBy.isBlank() ? DeliveryOrder.NONE : DeliveryOrder.BY_KEY;
    }

    Prefetch prefetch() {
        // A batch for each delivery at once and one in waiting.
        long wanted = prefetch > 0 ? prefetch
                : Math.max(FEWEST_IN_HAND * concurrency, batchSize * (concurrency + 1L));
        return new Prefetch((int) Math.min(wanted, MAX_PREFETCH), prefetchBytes);
    }

    /** {@code null}: none is needed. */
    @Nullable Consent requiredConsent() {
        if (consent == null || consent.isBlank()) {
            return null;
        }
        try {
            return Consent.of(consent, consentMatch, consentDefault);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("destination '" + name + "': " + e.getMessage(), e);
        }
    }

    DuplicateFilter duplicateFilter() {
        if (dedupeRepository != null) {
            return DuplicateFilter.over(name, dedupeRepository);
        }
        return dedupe == 0 ? DuplicateFilter.none(name)
                : DuplicateFilter.inMemory(name, Duration.ofMillis(dedupe), dedupeSize);
    }

    Enablement enablement() {
        return switch (enabled) {
            case "true" -> Enablement.ON;
            case "false" -> Enablement.OFF;
            case "fallback" -> Enablement.FALLBACK;
            default -> throw new IllegalArgumentException("destination '" + name + "': enabled is true, false or"
                    + " fallback, not '" + enabled + "'");
        };
    }

    /** The last ones of its deliveries. */
    HttpExchanges exchanges() {
        return exchanges;
    }

    boolean isShadow() {
        return switch (mode) {
            case "live" -> false;
            case "shadow" -> true;
            default -> throw new IllegalArgumentException("destination '" + name + "': mode is live or shadow, not '"
                    + mode + "'");
        };
    }

    /** Of the events that a shadow gets. */
    SampleRate share() {
        try {
            return SampleRate.of(sample);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("destination '" + name + "': sample " + e.getMessage(), e);
        }
    }

    AddressDetail addressDetail() {
        try {
            return AddressDetail.valueOf(address.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("destination '" + name + "': address is full, truncated or none, not '"
                    + address + "'", e);
        }
    }

    /** {@code null}: it wants all events. */
    @Nullable Predicate acceptPredicate() {
        if (accept == null || accept.isBlank()) {
            return null;
        }
        Predicate predicate = getCamelContext().resolveLanguage("simple").createPredicate(accept);
        predicate.init(getCamelContext());
        return predicate;
    }

    public String getName() {
        return name;
    }

    public @Nullable String getAccept() {
        return accept;
    }

    public void setAccept(String accept) {
        this.accept = accept;
    }

    public @Nullable String getConsent() {
        return consent;
    }

    public void setConsent(String consent) {
        this.consent = consent;
    }

    public String getConsentMatch() {
        return consentMatch;
    }

    public void setConsentMatch(String consentMatch) {
        this.consentMatch = consentMatch;
    }

    public String getConsentDefault() {
        return consentDefault;
    }

    public void setConsentDefault(String consentDefault) {
        this.consentDefault = consentDefault;
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public long getBatchBytes() {
        return batchBytes;
    }

    public void setBatchBytes(long batchBytes) {
        this.batchBytes = batchBytes;
    }

    public long getBatchInterval() {
        return batchInterval;
    }

    public void setBatchInterval(long batchInterval) {
        this.batchInterval = batchInterval;
    }

    public int getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    public @Nullable String getOrderBy() {
        return orderBy;
    }

    public void setOrderBy(String orderBy) {
        this.orderBy = orderBy;
    }

    public long getMaxRetryAfter() {
        return maxRetryAfter;
    }

    public void setMaxRetryAfter(long maxRetryAfter) {
        this.maxRetryAfter = maxRetryAfter;
    }

    public int getMaxRefusals() {
        return maxRefusals;
    }

    public void setMaxRefusals(int maxRefusals) {
        this.maxRefusals = maxRefusals;
    }

    public int getPrefetch() {
        return prefetch;
    }

    public void setPrefetch(int prefetch) {
        this.prefetch = prefetch;
    }

    public long getPrefetchBytes() {
        return prefetchBytes;
    }

    public void setPrefetchBytes(long prefetchBytes) {
        this.prefetchBytes = prefetchBytes;
    }

    public long getSlowStart() {
        return slowStart;
    }

    public void setSlowStart(long slowStart) {
        this.slowStart = slowStart;
    }

    public long getDedupe() {
        return dedupe;
    }

    public void setDedupe(long dedupe) {
        this.dedupe = dedupe;
    }

    public int getDedupeSize() {
        return dedupeSize;
    }

    public void setDedupeSize(int dedupeSize) {
        this.dedupeSize = dedupeSize;
    }

    public @Nullable IdempotentRepository getDedupeRepository() {
        return dedupeRepository;
    }

    public void setDedupeRepository(IdempotentRepository dedupeRepository) {
        this.dedupeRepository = dedupeRepository;
    }

    public int getMaxAttempts() {
        return maxAttempts;
    }

    public void setMaxAttempts(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    public String getBackoff() {
        return backoff;
    }

    public void setBackoff(String backoff) {
        this.backoff = backoff;
    }

    public String getEnabled() {
        return enabled;
    }

    public void setEnabled(String enabled) {
        this.enabled = enabled;
    }

    public String getMode() {
        return mode;
    }

    public void setMode(String mode) {
        this.mode = mode;
    }

    public String getSample() {
        return sample;
    }

    public void setSample(String sample) {
        this.sample = sample;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }
}
