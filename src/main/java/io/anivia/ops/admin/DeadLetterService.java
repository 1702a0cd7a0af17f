package io.anivia.ops.admin;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.browse.QueueBrowser;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Lists, counts, exports and discards dead letters and rejected payloads. Blocks: not for an event loop. */
@Singleton
class DeadLetterService {

    private static final int MAX_REASONS = 1000;

    /** Writes an export, line by line. */
    @FunctionalInterface
    interface LineWriter {
        void line(String line) throws IOException, InterruptedException;
    }

    private final AdminConfig config;
    private final Broker broker;
    private final MeterRegistry meters;

    @Inject
    DeadLetterService(AdminConfig config, Broker broker, MeterRegistry meters) {
        this.config = config;
        this.broker = broker;
        this.meters = meters;
    }

    /** How much of a queue was read. */
    private record Scan(long queued, long seen) {
        JsonObject toJson(ReplaySource queue) {
            return new JsonObject().put("queue", queue.queue()).put("queued", queued).put("looked", seen)
                    .put("complete", seen >= queued);
        }
    }

    private interface LetterVisitor {
        /** @return whether to go on */
        boolean visit(DeadLetterView letter, QueueBrowser.BrowsedMessage message)
                throws IOException, InterruptedException;
    }

    private Scan scan(ReplaySource queue, QueueBrowser browser, LetterVisitor visitor)
            throws IOException, InterruptedException {
        long queued = browser.count();
        long seen = 0;
        boolean goesOn = true;
        while (goesOn && seen < Math.min(queued, config.maxScan())) {
            QueueBrowser.BrowsedMessage next = browser.next();
            if (next == null) {
                break;
            }
            seen++;
            goesOn = visitor.visit(DeadLetterView.of(queue, next.message()), next);
        }
        return new Scan(queued, seen);
    }

    /** Some letters, redacted; reads no more than it takes to find them. */
    JsonObject list(ReplaySource queue, int limit, @Nullable String reason) throws IOException, InterruptedException {
        JsonArray letters = new JsonArray();
        try (QueueBrowser browser = broker.browse(queue.queue())) {
            Scan scan = scan(queue, browser, (letter, message) -> {
                if (reason == null || letter.showsReason(reason)) {
                    letters.add(letter.redacted());
                }
                return letters.size() < limit;
            });
            return scan.toJson(queue).put("letters", letters);
        }
    }

    /**
     * Letters by reason and stage, the most frequent first; of the first thousand reasons.
     *
     * @param withValues whether reasons and answers are shown as they are: they may quote events
     * @param lastReplay when the queue was replayed last; {@code null} if that is not known
     */
    JsonObject reasons(ReplaySource queue, boolean withValues, @Nullable Instant lastReplay)
            throws IOException, InterruptedException {
        Map<List<String>, ReasonGroup> groups = new LinkedHashMap<>();
        long[] others = {0};
        try (QueueBrowser browser = broker.browse(queue.queue())) {
            Scan scan = scan(queue, browser, (letter, message) -> {
                String reason = withValues ? letter.reason() : letter.shownReason();
                List<String> key = List.of(reason, letter.stage());
                if (groups.size() < MAX_REASONS || groups.containsKey(key)) {
                    groups.computeIfAbsent(key, absent -> new ReasonGroup(reason, letter.stage(),
                            queue.holdsPayloads(), withValues, lastReplay)).add(letter);
                } else {
                    others[0]++;
                }
                return true;
            });
            List<JsonObject> sorted = groups.values().stream()
                    .sorted((one, other) -> Long.compare(other.count(), one.count())).map(ReasonGroup::toJson).toList();
            return scan.toJson(queue).put("reasons", new JsonArray(sorted)).put("others", others[0])
                    .put("lastReplay", lastReplay == null ? null : lastReplay.toString());
        }
    }

    /** Whole letters, a line each, and a last line if the queue has more than may be read. */
    void export(ReplaySource queue, @Nullable String reason, LineWriter lines)
            throws IOException, InterruptedException {
        try (QueueBrowser browser = broker.browse(queue.queue())) {
            Scan scan = scan(queue, browser, (letter, message) -> {
                if (reason == null || letter.hasReason(reason)) {
                    lines.line(letter.exported());
                }
                return true;
            });
            if (scan.seen() < scan.queued()) {
                lines.line(scan.toJson(queue).put("note", "raise anivia.admin.max-scan to export them all").encode());
            }
        }
    }

    /**
     * Removes the selected letters for good, if the request confirms their number.
     *
     * @throws HttpProblem if it does not, with the request to send instead; nothing is removed then
     */
    JsonObject discard(ReplaySource queue, JsonObject request) throws IOException, InterruptedException {
        DeadLetterFilter selection = DeadLetterFilter.of(request);
        List<QueueBrowser.Removal> selected = new ArrayList<>();
        long now = System.currentTimeMillis();
        try (QueueBrowser browser = broker.browse(queue.queue())) {
            Scan scan = scan(queue, browser, (letter, message) -> {
                if (selection.matches(letter)) {
                    selected.add(message.removal());
                }
                return true;
            });
            String confirmation = queue.name() + ":" + selected.size();
            if (!confirmation.equals(request.getString("confirm"))) {
                JsonObject again = selection.unlessLaterThan(now).toJson().put("confirm", confirmation);
                throw new HttpProblem(request.containsKey("confirm") ? 409 : 428, "nothing was discarded: to discard "
                        + selected.size() + " for good, send what stands in \"again\"",
                        scan.toJson(queue).put("selected", selected.size()).put("again", again));
            }
            long discarded = 0;
            for (QueueBrowser.Removal each : selected) {
                if (each.remove()) {
                    count(queue, "discarded");
                    discarded++;
                }
            }
            return scan.toJson(queue).put("discarded", discarded).put("at", Instant.ofEpochMilli(now).toString());
        }
    }

    /** Counts a letter that is confirmed at its target, even if it could not be removed and comes again. */
    void countReplayed(ReplaySource queue) {
        count(queue, "replayed");
    }

    /** These names are a contract. */
    private void count(ReplaySource queue, String what) {
        if (queue.holdsPayloads()) {
            meters.counter("anivia.payloads." + what).increment();
        } else {
            meters.counter("anivia.events." + what, "destination", queue.name()).increment();
        }
    }
}
