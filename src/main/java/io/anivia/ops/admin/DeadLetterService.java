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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Looks through queues of letters, and throws away what it is told to. Takes its time: not for an event loop. */
@Singleton
class DeadLetterService {

    private static final int MOST_REASONS = 1000;

    /** Takes what is exported, line by line. */
    @FunctionalInterface
    interface Lines {
        void line(String line) throws IOException, InterruptedException;
    }

    private final AdminConfig config;
    private final Broker broker;
    private final AdminMetrics metrics;

    @Inject
    DeadLetterService(AdminConfig config, Broker broker, AdminMetrics metrics) {
        this.config = config;
        this.broker = broker;
        this.metrics = metrics;
    }

    /** What was seen of a queue. */
    private record Looked(long queued, long seen) {
        JsonObject toJson(ReplaySource queue) {
            return new JsonObject().put("queue", queue.queue()).put("queued", queued).put("looked", seen)
                    .put("complete", seen >= queued);
        }
    }

    private interface Each {
        /** @return whether to go on */
        boolean letter(DeadLetterView letter, QueueBrowser.BrowsedMessage visited) throws IOException, InterruptedException;
    }

    private Looked look(ReplaySource queue, QueueBrowser visit, Each each) throws IOException, InterruptedException {
        long queued = visit.count();
        long seen = 0;
        boolean goesOn = true;
        while (goesOn && seen < Math.min(queued, config.maxScan())) {
            QueueBrowser.BrowsedMessage next = visit.next();
            if (next == null) {
                break;
            }
            seen++;
            goesOn = each.letter(DeadLetterView.of(queue, next.message()), next);
        }
        return new Looked(queued, seen);
    }

    /** The first ones, redacted. */
    JsonObject list(ReplaySource queue, int limit, @Nullable String reason) throws IOException, InterruptedException {
        JsonArray letters = new JsonArray();
        try (QueueBrowser visit = broker.visit(queue.queue(), Math.min(limit, config.step()))) {
            Looked looked = look(queue, visit, (letter, visited) -> {
                if (reason == null || reason.equals(letter.reason())) {
                    letters.add(letter.redacted());
                }
                return letters.size() < limit;
            });
            return looked.toJson(queue).put("letters", letters);
        }
    }

    private static final class Group {
        final String reason;
        final String stage;
        long count;
        long oldest = Long.MAX_VALUE;
        long newest;

        Group(DeadLetterView letter) {
            reason = letter.reason();
            stage = letter.stage();
        }

        void add(DeadLetterView letter) {
            count++;
            oldest = Math.min(oldest, letter.failedAt());
            newest = Math.max(newest, letter.failedAt());
        }

        JsonObject toJson() {
            return new JsonObject().put("reason", reason).put("stage", stage).put("count", count)
                    .put("oldest", DeadLetterView.time(oldest)).put("newest", DeadLetterView.time(newest));
        }
    }

    /** How many there are of each reason and stage, the most frequent first; of a thousand reasons at most. */
    JsonObject reasons(ReplaySource queue) throws IOException, InterruptedException {
        Map<List<String>, Group> groups = new LinkedHashMap<>();
        long[] others = {0};
        try (QueueBrowser visit = broker.visit(queue.queue(), config.step())) {
            Looked looked = look(queue, visit, (letter, visited) -> {
                List<String> key = List.of(letter.reason(), letter.stage());
                if (groups.size() < MOST_REASONS || groups.containsKey(key)) {
                    groups.computeIfAbsent(key, absent -> new Group(letter)).add(letter);
                } else {
                    others[0]++;
                }
                return true;
            });
            List<JsonObject> sorted = groups.values().stream()
                    .sorted((one, other) -> Long.compare(other.count, one.count)).map(Group::toJson).toList();
            return looked.toJson(queue).put("reasons", new JsonArray(sorted)).put("others", others[0]);
        }
    }

    /** Everything of each letter, and a last line if there are more than may be looked at. */
    void export(ReplaySource queue, @Nullable String reason, Lines lines) throws IOException, InterruptedException {
        try (QueueBrowser visit = broker.visit(queue.queue(), config.step())) {
            Looked looked = look(queue, visit, (letter, visited) -> {
                if (reason == null || reason.equals(letter.reason())) {
                    lines.line(letter.exported());
                }
                return true;
            });
            if (looked.seen() < looked.queued()) {
                lines.line(looked.toJson(queue).put("note", "raise anivia.admin.max-scan to export them all").encode());
            }
        }
    }

    /**
     * Throws letters away for good, if the request repeats how many there are.
     *
     * @throws HttpProblem if it does not, with what to send instead; nothing is thrown away then
     */
    JsonObject discard(ReplaySource queue, JsonObject request) throws IOException, InterruptedException {
        DeadLetterFilter selection = DeadLetterFilter.of(request);
        List<QueueBrowser.Ticket> selected = new ArrayList<>();
        long now = System.currentTimeMillis();
        try (QueueBrowser visit = broker.visit(queue.queue(), config.step())) {
            Looked looked = look(queue, visit, (letter, visited) -> {
                if (selection.matches(letter)) {
                    selected.add(visited.ticket());
                }
                return true;
            });
            String confirmation = queue.name() + ":" + selected.size();
            if (!confirmation.equals(request.getString("confirm"))) {
                JsonObject again = new DeadLetterFilter(selection.reason(), selection.ids(),
                        Math.min(now, selection.before())).toJson().put("confirm", confirmation);
                throw new HttpProblem(request.containsKey("confirm") ? 409 : 428, "nothing was discarded: to discard "
                        + selected.size() + " for good, send what stands in \"again\"",
                        looked.toJson(queue).put("selected", selected.size()).put("again", again));
            }
            long discarded = 0;
            for (QueueBrowser.Ticket each : selected) {
                if (each.done()) {
                    metrics.discarded(queue);
                    discarded++;
                }
            }
            return looked.toJson(queue).put("discarded", discarded).put("at", Instant.ofEpochMilli(now).toString());
        }
    }
}
