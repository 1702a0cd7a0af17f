package io.anivia.prospector;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.ReplayFates;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.RedactedPreview;
import io.anivia.destination.Destination.FilterReason;
import io.anivia.destination.Destinations;
import io.anivia.prospector.EventRouterProcessor.RoutedMessages;
import io.anivia.prospector.SplitResult.StepCounts;
import io.anivia.source.Sources;
import io.anivia.source.counts.InputCounts;
import io.anivia.source.counts.InputCounts.RejectedSample;
import io.anivia.source.counts.InputTally;
import io.anivia.source.counts.ServiceCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Counts events, and payloads of which something is rejected, once the broker has confirmed them; the names are a
 * contract.
 */
@Singleton
final class ProspectorMetrics {

    private static final String DESTINATION = "destination";
    private static final String SOURCE = "source";
    private static final String REASON = "reason";
    private static final String DECORATE = "decorate";
    /** The source of payloads whose own is not known here: names from outside would be labels without bound. */
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final Predicate<String> isSource;
    private final InputCounts inputs;
    private final ServiceCounts services;
    private final ReplayFates replayFates;
    private final Counter unreadableTimes;
    private final Counter unreadableRequests;
    private final Counter decorationFailures;

    @Inject
    ProspectorMetrics(MeterRegistry registry, Sources sources, InputCounts inputs, ServiceCounts services,
            Destinations destinations) {
        this(registry, name -> sources.find(name).isPresent(), inputs, services, destinations.replayFates());
    }

    /** @param isSource whether a name is that of a source */
    ProspectorMetrics(MeterRegistry registry, Predicate<String> isSource) {
        this(registry, isSource, new InputCounts(System::currentTimeMillis),
                new ServiceCounts(1, registry, System::currentTimeMillis), new ReplayFates());
    }

    ProspectorMetrics(MeterRegistry registry, Predicate<String> isSource, InputCounts inputs, ServiceCounts services,
            ReplayFates replayFates) {
        this.inputs = inputs;
        this.services = services;
        this.replayFates = replayFates;
        this.registry = registry;
        this.isSource = isSource;
        this.unreadableTimes = registry.counter("anivia.times.unreadable");
        this.unreadableRequests = registry.counter("anivia.requests.unreadable");
        this.decorationFailures = registry.counter("anivia.decorate.failures");
        register(UNKNOWN);
    }

    /** The counters of a source are there before its first payload. */
    void register(String source) {
        registry.counter("anivia.events", SOURCE, source);
        registry.counter("anivia.payloads.rejected", SOURCE, source);
    }

    /** What came along of a request cannot be read: its payload is read without it. */
    void countUnreadableRequest() {
        unreadableRequests.increment();
    }

    /**
     * Keeps no event until then, only numbers and what was rejected, which the message to be confirmed has as well: many
     * payloads may wait for their confirms.
     */
    void countWhenDone(Exchange exchange, Payload payload, SplitResult split, RoutedMessages routed) {
        Tags source = Tags.of(SOURCE, isSource.test(payload.source()) ? payload.source() : UNKNOWN);
        int eventCount = split.events().size() + split.filtered();
        int rejectedCount = split.rejected().isEmpty() ? 0 : 1;
        int unreadableTimesCount = split.unreadableTimes();
        StepCounts ofSource = split.source();
        StepCounts ofDecoration = split.decoration();
        Map<String, Integer> routedCounts = routed.routed();
        Map<String, Integer> deadCounts = routed.dead();
        Map<FilterReason, Map<String, Integer>> filtered = routed.filtered();
        InputTally tally = split.tally();
        Map<String, List<RejectedPart>> rejected =
                split.rejected().stream().collect(Collectors.groupingBy(RejectedPart::reason));
        Object replay = exchange.getMessage().getHeader(MessageHeaders.REPLAY);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                registry.counter("anivia.events", source).increment(eventCount);
                registry.counter("anivia.payloads.rejected", source).increment(replay == null ? rejectedCount : 0);
                unreadableTimes.increment(unreadableTimesCount);
                inputs.add(tally);
                services.add(tally.services());
                rejected.forEach((reason, parts) ->
                        inputs.addRejected(reason, parts.size(), () -> sample(parts.get(0), payload)));
                countReplayed(replay, rejectedCount > 0);
                countFiltered(SOURCE, ofSource.filtered());
                countFiltered(DECORATE, ofDecoration.filtered());
                if (ofSource.failures() > 0) {
                    registry.counter("anivia.source.step.failures", source).increment(ofSource.failures());
                }
                decorationFailures.increment(ofDecoration.failures());
                count("anivia.events.routed", Tags.empty(), routedCounts);
                count("anivia.events.dead", Tags.of(REASON, "accept"), deadCounts);
                filtered.forEach((reason, counts) -> count("anivia.events.filtered",
                        Tags.of(REASON, reason.name().toLowerCase(Locale.ROOT)), counts));
            }
        });
    }

    private void countReplayed(@Nullable Object replay, boolean isRejectedAgain) {
        if (isRejectedAgain) {
            replayFates.deadAgain(replay);
        } else {
            replayFates.delivered(replay);
        }
    }

    private static RejectedSample sample(RejectedPart part, Payload payload) {
        return new RejectedSample(payload.receipt(), payload.source(),
                RedactedPreview.of(part.body(), part.isWholePayload() ? payload.contentEncoding() : null));
    }

    /** Of no destination: the steps of sources, and those for all events, want none of them. */
    private void countFiltered(String reason, int count) {
        if (count > 0) {
            registry.counter("anivia.events.filtered", Tags.of(DESTINATION, "", REASON, reason)).increment(count);
        }
    }

    private void count(String name, Tags tags, Map<String, Integer> counts) {
        counts.forEach((destination, count) ->
                registry.counter(name, tags.and(DESTINATION, destination)).increment(count));
    }
}
