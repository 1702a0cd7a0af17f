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
 * The other processes that were heard of within the last 30 seconds, each as it described itself. Bounded, and
 * thread-safe.
 */
@Singleton
class FleetMembers {

    static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MAX = 1000;
    private static final int MAX_CHARACTERS = 200;
    private static final int MAX_ROLES = 5;

    private record Member(JsonObject process, long heardAt) {
    }

    private final LongSupplier nanoTime;
    /** By id, the one that was heard of longest ago first. */
    private final Map<String, Member> members = new LinkedHashMap<>();

    @Inject
    FleetMembers() {
        this(System::nanoTime);
    }

    FleetMembers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Remembers a process, by what {@link ThisProcess#toJson} says and nothing else: anything may be in a message.
     *
     * @param process with its {@code id}
     */
    synchronized void heardOf(JsonObject process) {
        String id = text(process.getValue("id"));
        if (id == null) {
            return;
        }
        members.remove(id);
        forgetOld();
        if (members.size() < MAX) {
            members.put(id, new Member(bounded(process), nanoTime.getAsLong()));
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

    /** It has said that it stops. */
    synchronized void left(String id) {
        members.remove(id);
    }

    synchronized Set<String> ids() {
        forgetOld();
        return new HashSet<>(members.keySet());
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

    private void forgetOld() {
        long now = nanoTime.getAsLong();
        members.values().removeIf(member -> now - member.heardAt() > REMEMBERED.toNanos());
    }
}
