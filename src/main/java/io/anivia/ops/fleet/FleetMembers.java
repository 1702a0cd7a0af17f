package io.anivia.ops.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The other processes, each as it described itself. One that says that it leaves is forgotten at once. One that is not
 * heard of is kept for {@code anivia.fleet.silent-for}, and for no less than three of the intervals in which it says
 * hello, so that an operator sees that it is missing; it is not waited for. Bounded, and thread-safe.
 */
@Singleton
class FleetMembers {

    /** Of hellos that this process receives; so each says hello the less often the more there are. */
    private static final int HELLOS_PER_SECOND = 5;
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(10);
    /** What a message may say at most; it follows from the largest number of processes. */
    static final int MAX = 2000;
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(MAX / HELLOS_PER_SECOND);
    private static final int MISSED_HELLOS = 3;
    /** Answers and hellos that were on their way when it left do not bring it back. */
    static final Duration GONE = Duration.ofSeconds(10);
    private static final int MAX_CHARACTERS = 200;
    private static final int MAX_ROLES = 5;

    private record Member(JsonObject process, long heardAt, Duration interval, boolean isSilent) {

        boolean isOlderThan(Duration age, long now) {
            return now - heardAt > age.toNanos();
        }
    }

    private final Duration silentFor;
    private final LongSupplier nanoTime;
    /** By id. */
    private final Map<String, Member> members = new LinkedHashMap<>();
    /** When they left, by id. */
    private final Map<String, Long> gone = new LinkedHashMap<>();

    @Inject
    FleetMembers(FleetConfig config) {
        this(config.silentFor(), System::nanoTime);
    }

    FleetMembers(Duration silentFor, LongSupplier nanoTime) {
        this.silentFor = silentFor;
        this.nanoTime = nanoTime;
    }

    /**
     * Remembers a process that has answered, by what {@link ThisProcess#toJson} says and nothing else: anything may be
     * in a message.
     *
     * @param process with its {@code id}
     */
    synchronized void heardOf(JsonObject process) {
        Member before = members.get(String.valueOf(process.getValue("id")));
        // All know about as many processes.
        remember(process, before == null ? helloInterval() : before.interval());
    }

    /**
     * The same for one that says hello.
     *
     * @param interval after which it says so again; {@code null} if it is of a version that does not say
     */
    synchronized void saidHello(JsonObject process, @Nullable Duration interval) {
        Duration next = interval == null || interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval;
        remember(process, next.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : next);
    }

    private void remember(JsonObject process, Duration interval) {
        String id = text(process.getValue("id"));
        if (id == null || isGone(gone.get(id))) {
            return;
        }
        members.remove(id);
        if (members.size() >= MAX) {
            forgetOld();
        }
        if (members.size() < MAX) {
            members.put(id, new Member(bounded(process), nanoTime.getAsLong(), interval, false));
        }
    }

    private static JsonObject bounded(JsonObject process) {
        JsonObject bounded = new JsonObject();
        for (String member : List.of("id", "host", "version", "startedAt")) {
            bounded.put(member, text(process.getValue(member)));
        }
        JsonArray roles = new JsonArray();
        if (process.getValue("roles") instanceof JsonArray all) {
            all.stream().limit(MAX_ROLES).map(FleetMembers::text).filter(Objects::nonNull).forEach(roles::add);
        }
        return bounded.put("roles", roles);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && text.length() <= MAX_CHARACTERS ? text : null;
    }

    /** One that is known has answered too late: it is slow, or the broker is, and it is waited for again. */
    synchronized void answeredLate(String id) {
        members.computeIfPresent(id, (same, member) ->
                new Member(member.process(), nanoTime.getAsLong(), member.interval(), false));
    }

    /** It has said that it stops. */
    synchronized void left(String id) {
        gone.values().removeIf(since -> !isGone(since));
        if (members.remove(id) != null && gone.size() < MAX) {
            gone.put(id, nanoTime.getAsLong());
        }
    }

    /**
     * These have not answered a question; until they are heard of again no question waits for them.
     *
     * @param askedAt by the same clock; one that was heard of since may just have been slow
     */
    synchronized void didNotAnswer(Collection<String> ids, long askedAt) {
        ids.forEach(id -> members.computeIfPresent(id, (same, member) -> member.heardAt() - askedAt > 0 ? member
                : new Member(member.process(), member.heardAt(), member.interval(), true)));
    }

    synchronized Set<String> ids() {
        forgetOld();
        return new HashSet<>(members.keySet());
    }

    /** Those that ought to answer. */
    synchronized Set<String> responsive() {
        long now = nanoTime.getAsLong();
        Set<String> ids = new HashSet<>();
        members.forEach((id, member) -> {
            if (!member.isSilent() && !member.isOlderThan(missed(member), now)) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** How often this process has to say hello. */
    synchronized Duration helloInterval() {
        Duration fair = Duration.ofSeconds(members.size() / HELLOS_PER_SECOND);
        return fair.compareTo(SHORTEST_INTERVAL) > 0 ? fair : SHORTEST_INTERVAL;
    }

    /** The time in which all of them say hello. */
    synchronized Duration longestInterval() {
        return members.values().stream().map(Member::interval).reduce(helloInterval(),
                (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    /** Those with one of these ids that are still known. */
    synchronized List<JsonObject> described(Collection<String> ids) {
        List<JsonObject> described = new ArrayList<>();
        members.forEach((id, member) -> {
            if (ids.contains(id)) {
                described.add(member.process().copy());
            }
        });
        return described;
    }

    private static Duration missed(Member member) {
        return member.interval().multipliedBy(MISSED_HELLOS);
    }

    private void forgetOld() {
        long now = nanoTime.getAsLong();
        members.values().removeIf(member -> member.isOlderThan(missed(member), now)
                && member.isOlderThan(silentFor, now));
    }

    private boolean isGone(@Nullable Long since) {
        return since != null && nanoTime.getAsLong() - since <= GONE.toNanos();
    }
}
