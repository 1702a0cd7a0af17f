package io.anivia.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Something that goes wrong, and how it is repaired.
 *
 * @param struck the destinations that may be late while it lasts
 * @param sign what shows that it has happened
 * @param look what else must be seen just before the repair
 * @param limits what it may cost
 * @param prepare before there is load
 * @param tidy after everything was counted
 * @param whyNot why it cannot be tried here; empty if it can
 */
record Fault(String name, EnumSet<Sink> struck, Sign sign, Look look, Limits limits, Step prepare, Step inject,
        Step heal, Step tidy, Function<Site, Optional<String>> whyNot) {

    private static final Step NOTHING = site -> { };

    /** Something that is done to the processes. */
    @FunctionalInterface
    interface Step {
        void at(Site site) throws Exception;
    }

    /** What the processes tell of it. */
    @FunctionalInterface
    interface Look {
        /**
         * @param log what the processes have logged since the load began
         * @return what should be seen and is not
         */
        Optional<String> lacking(Site site, String log) throws Exception;
    }

    /**
     * What a fault may cost.
     *
     * @param delay the longest way to a destination that it does not strike
     * @param logLines of all processes together
     */
    record Limits(Duration delay, long logLines) {

        /** A storm of log lines writes as many in a second. */
        static final Limits USUAL = new Limits(Duration.ofHours(1), 1000);
    }

    /** Strikes everything downstream. */
    static Fault of(String name, Step inject, Step heal) {
        return new Fault(name, EnumSet.allOf(Sink.class), Sign.NONE, (site, log) -> Optional.empty(), Limits.USUAL,
                NOTHING, inject, heal, NOTHING, site -> Optional.empty());
    }

    Fault strikes(Sink... sinks) {
        EnumSet<Sink> some = EnumSet.noneOf(Sink.class);
        some.addAll(Arrays.asList(sinks));
        return new Fault(name, some, sign, look, limits, prepare, inject, heal, tidy, whyNot);
    }

    Fault shows(Sign expected) {
        return new Fault(name, struck, expected, look, limits, prepare, inject, heal, tidy, whyNot);
    }

    Fault tells(Look expected) {
        return new Fault(name, struck, sign, expected, limits, prepare, inject, heal, tidy, whyNot);
    }

    /** Others are delayed by no more. */
    Fault delaysAtMost(Duration delay) {
        Limits some = new Limits(delay, limits.logLines());
        return new Fault(name, struck, sign, look, some, prepare, inject, heal, tidy, whyNot);
    }

    Fault logsAtMost(long lines) {
        Limits some = new Limits(limits.delay(), lines);
        return new Fault(name, struck, sign, look, some, prepare, inject, heal, tidy, whyNot);
    }

    Fault within(Step before, Step after) {
        return new Fault(name, struck, sign, look, limits, before, inject, heal, after, whyNot);
    }

    Fault unless(Function<Site, Optional<String>> reason) {
        return new Fault(name, struck, sign, look, limits, prepare, inject, heal, tidy, reason);
    }

    Set<Sink> spared() {
        return EnumSet.complementOf(struck);
    }
}
