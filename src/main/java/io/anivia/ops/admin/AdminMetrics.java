package io.anivia.ops.admin;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts what was done to letters; the names are a contract. */
@Singleton
final class AdminMetrics {

    private final MeterRegistry registry;

    @Inject
    AdminMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** It is safe where it goes: counted also if it could not be taken from where it was, for then it comes again. */
    void replayed(ReplaySource queue) {
        count(queue, "replayed");
    }

    void discarded(ReplaySource queue) {
        count(queue, "discarded");
    }

    private void count(ReplaySource queue, String what) {
        if (queue.holdsPayloads()) {
            registry.counter("anivia.payloads." + what).increment();
        } else {
            registry.counter("anivia.events." + what, "destination", queue.name()).increment();
        }
    }
}
