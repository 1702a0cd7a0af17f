package io.anivia.prospector;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.common.LogThrottle;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.RequestParts;
import io.anivia.prospector.Payload.Decoded;
import io.anivia.source.Source;
import io.anivia.source.Sources;
import io.anivia.source.keys.WriteKeys;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Splits a payload from {@code anivia.collected} the way its source says: the body becomes a {@link SplitResult}. A
 * payload whose source is not here is rejected, and is read once the source is back.
 */
@Singleton
@Named("splitter")
final class SplitterProcessor implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(SplitterProcessor.class);
    private static final String UNKNOWN = "unknown";
    /** The source of payloads that a release without sources has queued. */
    private static final String FIRST_SOURCE = "events";
    /** A receipt is a UUID and an address is short; ids of up to 256 characters begin with the receipt. */
    private static final int MAX_LABEL_CHARACTERS = 200;
    private static final Pattern SOURCE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    private final PayloadSplitter splitter;
    private final Function<String, Optional<Source>> sources;
    private final Function<String, @Nullable EventSteps> decoration;
    private final Supplier<@Nullable EventSteps> schemas;
    private final ProspectorMetrics metrics;
    private final LogThrottle unreadableRequests = new LogThrottle();

    @Inject
    SplitterProcessor(ProspectorConfig config, ClockConfig clock, MessageSizeLimit sizeLimit, WriteKeys writeKeys,
            Sources sources, Decoration decoration, EventSchemas schemas, ProspectorMetrics metrics) {
        this(config, clock, sizeLimit, writeKeys, sources::find, decoration::steps, schemas::steps, metrics);
    }

    /**
     * @param sources    finds a source by its name
     * @param decoration what is done to all events of a source of this name; {@code null} if nothing
     * @param schemas    what events should look like; {@code null} if that is not known
     */
    SplitterProcessor(ProspectorConfig config, ClockConfig clock, MessageSizeLimit sizeLimit, WriteKeys writeKeys,
            Function<String, Optional<Source>> sources, Function<String, @Nullable EventSteps> decoration,
            Supplier<@Nullable EventSteps> schemas, ProspectorMetrics metrics) {
        PayloadLimits limits = new PayloadLimits(Math.toIntExact(config.maxInflated().asLongValue()),
                config.maxValues(), config.maxDepth(), config.maxEvents(), config.maxEventValues(),
                Math.toIntExact(config.maxEvent().asLongValue()));
        this.splitter = new PayloadSplitter(limits, sizeLimit::bytes,
                new DeviceClock(clock.tolerance(), clock.maxSpan(), clock.sentAt()), writeKeys);
        this.sources = sources;
        this.decoration = decoration;
        this.schemas = schemas;
        this.metrics = metrics;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Payload payload = payload(exchange);
        exchange.getMessage().setBody(split(payload, exchange.getContext()));
        exchange.setProperty(EventRouterProcessor.PAYLOAD, payload);
    }

    private SplitResult split(Payload payload, CamelContext context) {
        for (Optional<Source> source = sources.apply(payload.source()); source.isPresent();
                source = sources.apply(payload.source())) {
            // Otherwise a reload has replaced it since.
            if (source.get().beginReading()) {
                try {
                    return split(payload, source.get(), context);
                } finally {
                    source.get().endReading();
                }
            }
        }
        return new SplitResult(List.of(), List.of(RejectedPart.ofPayload("no source"
                // What is no name may be anything, and this may be logged.
                + (SOURCE_NAME.matcher(payload.source()).matches() ? " '" + payload.source() + "'" : " of its name")
                + " in this process: bring back its file under anivia.sources.dir, then replay", payload.body())));
    }

    private SplitResult split(Payload payload, Source source, CamelContext context) {
        EventSteps steps = source.steps()
                .map(route -> new SourceStepsProcessor(context, payload.source(), route)).orElse(null);
        return splitter.split(payload, source.reading(), source.keyNames(),
                new EventStages(steps, decoration.apply(payload.source()), schemas.get()));
    }

    private Payload payload(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        // Before there were sources, the address stood where the source's name is now.
        boolean hasSource = message.getHeader(MessageHeaders.ADDRESS) != null;
        return new Payload(message.getMandatoryBody(byte[].class),
                message.getHeader(Exchange.CONTENT_TYPE, String.class),
                message.getHeader(Exchange.CONTENT_ENCODING, String.class),
                // A message that Elmer did not publish has the exchange's id, and new event ids after a redelivery.
                label(message, MessageHeaders.RECEIPT, exchange.getExchangeId()),
                receivedAt(message),
                hasSource ? label(message, MessageHeaders.SOURCE, FIRST_SOURCE) : FIRST_SOURCE,
                label(message, hasSource ? MessageHeaders.ADDRESS : MessageHeaders.SOURCE, UNKNOWN),
                message.getHeader(MessageHeaders.KEY) == null ? null : label(message, MessageHeaders.KEY, UNKNOWN),
                request(message),
                Decoded.of(message.getHeader(MessageHeaders.DECODED, String.class)));
    }

    private RequestParts request(Message message) {
        String written = message.getHeader(MessageHeaders.REQUEST, String.class);
        if (written == null) {
            return RequestParts.NONE;
        }
        try {
            return RequestParts.fromJson(written);
        } catch (IOException e) {
            metrics.countUnreadableRequest();
            unreadableRequests.now().ifPresent(before -> LOG.warn("The header {} of {} cannot be read; the payload is"
                    + " read without it. {} more before", MessageHeaders.REQUEST,
                    message.getHeader(MessageHeaders.RECEIPT), before));
            return RequestParts.NONE;
        }
    }

    /** A header that every event carries on. Other publishers than Elmer may have set it, so its length is bounded. */
    private static String label(Message message, String name, String absent) {
        String value = message.getHeader(name, String.class);
        return value == null || value.isEmpty() || value.length() > MAX_LABEL_CHARACTERS ? absent : value;
    }

    /** When Elmer received the payload; now, if the header is missing or RFC 3339 cannot write it. */
    private static Instant receivedAt(Message message) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Instant received = message.getHeader(MessageHeaders.RECEIVED_AT) instanceof Number at
                ? Instant.ofEpochMilli(at.longValue()) : now;
        return Timestamps.isWritable(received) ? received : now;
    }
}
