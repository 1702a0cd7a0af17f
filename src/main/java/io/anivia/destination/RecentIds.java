package io.anivia.destination;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/** Ids of the last so many events, for so long, in memory. Thread-safe. */
final class RecentIds extends ServiceSupport implements IdempotentRepository {

    private final Cache<String, Boolean> ids;

    RecentIds(Duration remembered, int most) {
        this.ids = Caffeine.newBuilder().expireAfterWrite(remembered).maximumSize(most).build();
    }

    @Override
    public boolean add(String id) {
        return ids.asMap().putIfAbsent(id, Boolean.TRUE) == null;
    }

    @Override
    public boolean contains(String id) {
        return ids.getIfPresent(id) != null;
    }

    @Override
    public boolean remove(String id) {
        return ids.asMap().remove(id) != null;
    }

    @Override
    public boolean confirm(String id) {
        return contains(id);
    }

    @Override
    public void clear() {
        ids.invalidateAll();
    }
}
