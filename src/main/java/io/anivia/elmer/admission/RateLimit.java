package io.anivia.elmer.admission;

import java.time.Duration;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket for each sender. Remembers a bounded number of senders, and each only until its bucket is full again.
 * Thread-safe.
 */
public final class RateLimit {

    private static final long SECOND_NANOS = 1_000_000_000;

    /** {@code null}: there is no limit. */
    private final @Nullable Cache<Object, Bucket> buckets;
    private final Function<Object, Bucket> newBucket;

    /**
     * @param perSecond 0: no limit
     * @param burst how many requests a full bucket allows
     * @param senders how many are remembered; a forgotten one starts again with a full bucket
     */
    RateLimit(int perSecond, int burst, int senders, TimeMeter clock) {
        this.buckets = perSecond == 0 ? null : Caffeine.newBuilder().maximumSize(senders)
                .ticker(clock::currentTimeNanos).expireAfterAccess(Duration.ofNanos(SECOND_NANOS * burst / perSecond))
                // The cache's upkeep is short, and needs no thread of another pool.
                .executor(Runnable::run).build();
        LocalBucketBuilder full = Bucket.builder().withCustomTimePrecision(clock)
                .addLimit(limit -> limit.capacity(burst).refillGreedy(Math.max(1, perSecond), Duration.ofSeconds(1)));
        this.newBucket = sender -> full.build();
    }

    /** @throws IllegalArgumentException if a setting makes no sense */
    public static RateLimit of(AdmissionConfig config) {
        int perSecond = atLeast(0, config.rateLimit(), "rate-limit");
        int burst = atLeast(1, config.rateBurst().orElse(Math.max(1, perSecond)), "rate-burst");
        int senders = atLeast(1, config.rateSenders(), "rate-senders");
        return new RateLimit(perSecond, burst, senders, TimeMeter.SYSTEM_NANOTIME);
    }

    public boolean isOff() {
        return buckets == null;
    }

    /**
     * Counts a request.
     *
     * @return how long its sender has to wait, in nanoseconds; 0: the request is within the limit
     */
    public long nanosToWait(Object sender) {
        return buckets == null ? 0
                : buckets.get(sender, newBucket).tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill();
    }

    private static int atLeast(int least, int value, String setting) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "anivia.elmer." + setting + " is " + value + ": set it to " + least + " or more");
        }
        return value;
    }
}
