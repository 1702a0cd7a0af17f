package io.anivia.source.counts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.Shortened;
import io.anivia.source.counts.InputTally.ServiceTally;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What the services send whose logs, spans and metrics this process reads: how much, how much of it errors, and when
 * last. At most {@code anivia.services.max} services have a row; what others send is counted in the row
 * {@value #OTHERS}. Thread-safe.
 */
@Singleton
public final class ServiceCounts {

    public static final String OTHERS = BoundedRows.OTHERS;
    private static final int MAX_NAME_CHARACTERS = 100;
    /** Of controls, those that turn the direction of a line among them, and half characters. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\u0085\\u2028\\u2029]+");
    private static final String UNNAMED = "unnamed";
    /** How many of the services without a row are told apart, to say how many there are. */
    static final int MAX_OTHERS = 1000;
    private static final Duration FORGET_AFTER = Duration.ofHours(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final String METRIC = "anivia.service.events";

    /**
     * A service, as this process sees it.
     *
     * @param recentEvents in the last five minutes
     * @param recentErrors in the last five minutes
     * @param lastSeen     epoch milliseconds
     */
    public record ServiceHealth(String name, double perSecond, long recentEvents, long recentErrors, long events,
            long errors, long lastSeen) {
    }

    private static final class Row {
        private final RecentCount recentEvents = new RecentCount();
        private final RecentCount recentErrors = new RecentCount();
        private final Counter good;
        private final Counter bad;
        private long events;
        private long errors;
        private long lastSeen;

        Row(Counter good, Counter bad) {
            this.good = good;
            this.bad = bad;
        }

        void add(ServiceTally tally, long now) {
            recentEvents.add(tally.events(), now);
            recentErrors.add(tally.errors(), now);
            events += tally.events();
            errors += tally.errors();
            lastSeen = now;
            good.increment(tally.events() - tally.errors());
            bad.increment(tally.errors());
        }

        ServiceHealth health(String name, long now) {
            return new ServiceHealth(name, recentEvents.perSecond(now), recentEvents.sum(now), recentErrors.sum(now),
                    events, errors, lastSeen);
        }
    }

    private final int max;
    private final MeterRegistry meters;
    private final LongSupplier clock;
    private final Map<String, Row> rows = new HashMap<>();
    private final Set<Integer> hashesOfOthers = new HashSet<>();
    private @Nullable Row others;
    private long nextLook;

    @Inject
    ServiceCounts(ServicesConfig config, MeterRegistry meters) {
        this(config.max(), meters, System::currentTimeMillis);
    }

    /** @param clock epoch milliseconds */
    public ServiceCounts(int max, MeterRegistry meters, LongSupplier clock) {
        this.max = max;
        this.meters = meters;
        this.clock = clock;
    }

    /** Adds what a payload has. */
    public void add(Map<String, ServiceTally> services) {
        if (services.isEmpty()) {
            return;
        }
        long now = clock.getAsLong();
        synchronized (this) {
            services.forEach((name, tally) -> row(shown(name), now).add(tally, now));
        }
    }

    private Row row(String name, long now) {
        Row known = rows.get(name);
        if (known != null) {
            return known;
        }
        if (!name.equals(OTHERS) && (rows.size() < max || forgetOne(now))) {
            Row added = newRow(name);
            rows.put(name, added);
            return added;
        }
        if (!name.equals(OTHERS) && hashesOfOthers.size() < MAX_OTHERS) {
            hashesOfOthers.add(name.hashCode());
        }
        return others();
    }

    private Row others() {
        if (others == null) {
            others = newRow(OTHERS);
        }
        return others;
    }

    private Row newRow(String name) {
        return new Row(counter(name, "ok"), counter(name, "error"));
    }

    private Counter counter(String name, String outcome) {
        return Counter.builder(METRIC).description("Events of services, out of their logs, spans and metrics")
                .tag("service", name).tag("outcome", outcome).register(meters);
    }

    /** Makes room by the service that has been silent for longest, if that is long enough. */
    private boolean forgetOne(long now) {
        if (now < nextLook) {
            return false;
        }
        nextLook = now + LOOK_EVERY.toMillis();
        Map.Entry<String, Row> silent = rows.entrySet().stream()
                .min(Map.Entry.comparingByValue((one, other) -> Long.compare(one.lastSeen, other.lastSeen)))
                .filter(oldest -> now - oldest.getValue().lastSeen > FORGET_AFTER.toMillis()).orElse(null);
        if (silent == null) {
            return false;
        }
        Row forgotten = silent.getValue();
        rows.remove(silent.getKey());
        others().events += forgotten.events;
        others().errors += forgotten.errors;
        others().lastSeen = Math.max(others().lastSeen, forgotten.lastSeen);
        meters.remove(forgotten.good);
        meters.remove(forgotten.bad);
        nextLook = now;
        return true;
    }

    /** As it is shown and counted. A control character would break the line of a log or of a terminal. */
    private static String shown(String name) {
        String visible = UNSEEN.matcher(Shortened.to(MAX_NAME_CHARACTERS - 1, name)).replaceAll(" ").strip();
        return visible.isEmpty() ? UNNAMED : visible;
    }

    /** All of them, in no order; the row {@value #OTHERS} is the last. */
    public synchronized List<ServiceHealth> all() {
        long now = clock.getAsLong();
        List<ServiceHealth> all = new ArrayList<>();
        rows.forEach((name, row) -> all.add(row.health(name, now)));
        if (others != null) {
            all.add(others.health(OTHERS, now));
        }
        return all;
    }

    /** How many services have had no row of their own; at most {@value #MAX_OTHERS} are told apart. */
    public synchronized int othersCount() {
        return hashesOfOthers.size();
    }

    /** How many services have a row in the view of the fleet. */
    public int max() {
        return max;
    }
}
