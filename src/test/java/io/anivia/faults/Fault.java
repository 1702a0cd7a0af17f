package io.anivia.faults;

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
 * @param logLines the most that all processes together may log
 * @param prepare before there is load
 * @param tidy after everything was counted
 * @param whyNot why it cannot be tried here; empty if it can
 */
record Fault(String name, EnumSet<Sink> struck, Sign sign, Look look, long logLines, Step prepare, Step inject,
        Step heal, Step tidy, Function<Site, Optional<String>> whyNot) {

    private static final Step NOTHING = site -> { };
    /** A storm writes as many in a second. */
    private static final long USUAL_LOG_LINES = 1000;

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
        Optional<String> lacking(Site site, Ledger ledger, String log) throws Exception;
    }

    /** Strikes everything downstream. */
    static Fault of(String name, Step inject, Step heal) {
        return new Fault(name, EnumSet.allOf(Sink.class), Sign.NONE, (site, ledger, log) -> Optional.empty(),
                USUAL_LOG_LINES, NOTHING, inject, heal, NOTHING, site -> Optional.empty());
    }

    Fault strikes(Sink... sinks) {
        EnumSet<Sink> some = EnumSet.noneOf(Sink.class);
        some.addAll(Arrays.asList(sinks));
        return new Fault(name, some, sign, look, logLines, prepare, inject, heal, tidy, whyNot);
    }

    Fault shows(Sign expected) {
        return new Fault(name, struck, expected, look, logLines, prepare, inject, heal, tidy, whyNot);
    }

    Fault tells(Look expected) {
        return new Fault(name, struck, sign, expected, logLines, prepare, inject, heal, tidy, whyNot);
    }

    Fault logsAtMost(long lines) {
        return new Fault(name, struck, sign, look, lines, prepare, inject, heal, tidy, whyNot);
    }

    Fault within(Step before, Step after) {
        return new Fault(name, struck, sign, look, logLines, before, inject, heal, after, whyNot);
    }

    Fault unless(Function<Site, Optional<String>> reason) {
        return new Fault(name, struck, sign, look, logLines, prepare, inject, heal, tidy, reason);
    }

    Set<Sink> spared() {
        return EnumSet.complementOf(struck);
    }
}
