package io.anivia.elmer.admission;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.anivia.elmer.ElmerConfig;
import org.jspecify.annotations.Nullable;

/** How many requests each sender may send; remembers a bounded number of senders. Thread-safe. */
public final class RateLimit {

    private static final RateLimit NONE = new RateLimit(null, 0, Ticker.systemTicker());

    private final TokenBucket.@Nullable Size size;
    private final Ticker ticker;
    private final Cache<Object, TokenBucket> buckets;

    /**
     * @param size {@code null} for no limit
     * @param senders how many are remembered; who is forgotten begins with a full bucket
     */
    RateLimit(TokenBucket.@Nullable Size size, int senders, Ticker ticker) {
        this.size = size;
        this.ticker = ticker;
        this.buckets = Caffeine.newBuilder().maximumSize(senders).ticker(ticker)
                .expireAfterAccess(size == null ? Duration.ZERO : size.toFill())
                // Its upkeep is short; no thread of another pool for it.
                .executor(Runnable::run).build();
    }

    /** @throws IllegalArgumentException if a setting makes no sense */
    public static RateLimit of(ElmerConfig config) {
        int perSecond = atLeast(0, config.rateLimit(), "rate-limit");
        if (perSecond == 0) {
            return NONE;
        }
        int burst = atLeast(1, config.rateBurst().orElse(perSecond), "rate-burst");
        int senders = atLeast(1, config.rateSenders(), "rate-senders");
        return new RateLimit(TokenBucket.Size.of(perSecond, burst), senders, Ticker.systemTicker());
    }

    /** Whether everybody may come in at any time. */
    public boolean isOff() {
        return size == null;
    }

    /** Counts a request. Tells how long its sender has to wait; zero: it may come in. */
    public Duration take(Object sender) {
        if (size == null) {
            return Duration.ZERO;
        }
        long now = ticker.read();
        return buckets.get(sender, first -> new TokenBucket(size, now)).take(now);
    }

    /** How many are remembered, once the cache has seen to its size. */
    long senders() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private static int atLeast(int least, int value, String setting) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "anivia.elmer." + setting + " is " + value + ": set it to " + least + " or more");
        }
        return value;
    }
}
