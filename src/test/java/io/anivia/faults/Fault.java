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
 * @param prepare before there is load
 * @param tidy after everything was counted
 * @param whyNot why it cannot be tried here; empty if it can
 */
record Fault(String name, EnumSet<Sink> struck, Sign sign, Step prepare, Step inject, Step heal, Step tidy,
        Function<Site, Optional<String>> whyNot) {

    private static final Step NOTHING = site -> { };

    /** Something that is done to the processes. */
    @FunctionalInterface
    interface Step {
        void at(Site site) throws Exception;
    }

    /** Strikes everything downstream. */
    static Fault of(String name, Step inject, Step heal) {
        return new Fault(name, EnumSet.allOf(Sink.class), Sign.NONE, NOTHING, inject, heal, NOTHING,
                site -> Optional.empty());
    }

    Fault strikes(Sink... sinks) {
        EnumSet<Sink> some = EnumSet.noneOf(Sink.class);
        some.addAll(Arrays.asList(sinks));
        return new Fault(name, some, sign, prepare, inject, heal, tidy, whyNot);
    }

    Fault shows(Sign expected) {
        return new Fault(name, struck, expected, prepare, inject, heal, tidy, whyNot);
    }

    Fault within(Step before, Step after) {
        return new Fault(name, struck, sign, before, inject, heal, after, whyNot);
    }

    Fault unless(Function<Site, Optional<String>> reason) {
        return new Fault(name, struck, sign, prepare, inject, heal, tidy, reason);
    }

    Set<Sink> spared() {
        return EnumSet.complementOf(struck);
    }
}
