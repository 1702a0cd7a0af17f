package io.anivia.destination;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Ids of the last so many events, for so long, in memory. Thread-safe. */
final class RecentIds {

    private final Cache<String, Boolean> ids;

    RecentIds(Duration remembered, int most) {
        this.ids = Caffeine.newBuilder().expireAfterWrite(remembered).maximumSize(most).build();
    }

    void add(String id) {
        ids.put(id, Boolean.TRUE);
    }

    boolean contains(String id) {
        return ids.getIfPresent(id) != null;
    }
}
