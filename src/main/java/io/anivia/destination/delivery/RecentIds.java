package io.anivia.destination.delivery;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Ids of the last so many events, for so long, in memory. Thread-safe. */
public final class RecentIds {

    private final Cache<String, Boolean> ids;

    public RecentIds(Duration remembered, int most) {
        this.ids = Caffeine.newBuilder().expireAfterWrite(remembered).maximumSize(most).build();
    }

    public void add(String id) {
        ids.put(id, Boolean.TRUE);
    }

    public boolean contains(String id) {
        return ids.getIfPresent(id) != null;
    }
}
