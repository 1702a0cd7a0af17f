package io.anivia.faults;

import java.util.Optional;
import java.util.Set;

/** What must be seen while a fault lasts: without it the fault was none, and the scenario has shown nothing. */
enum Sign {
    /** Nothing that could be seen for sure. */
    NONE {
        @Override
        Optional<String> lacking(Ledger ledger, Posts posts, Set<Sink> struck, long from, long to) {
            return Optional.empty();
        }
    },
    /** Nothing arrives at the destinations that it strikes. */
    NO_ARRIVALS {
        @Override
        Optional<String> lacking(Ledger ledger, Posts posts, Set<Sink> struck, long from, long to) {
            return struck.stream().filter(sink -> ledger.arrivedBetween(sink, from, to) > 0).findFirst()
                    .map(sink -> "events arrived at " + sink.destination() + " all the same");
        }
    },
    /** Elmer says 503 and takes nothing. */
    NO_ACCEPTS {
        @Override
        Optional<String> lacking(Ledger ledger, Posts posts, Set<Sink> struck, long from, long to) {
            if (ledger.acceptedBetween(from, to) > 0) {
                return Optional.of("events were accepted all the same");
            }
            return posts.times(Posts.LATER) > 0 ? Optional.empty() : Optional.of("no POST was answered with 503");
        }
    },
    /** POSTs find no server. */
    NO_ELMER {
        @Override
        Optional<String> lacking(Ledger ledger, Posts posts, Set<Sink> struck, long from, long to) {
            return posts.times(Posts.NO_CONNECTION) > 0 ? Optional.empty()
                    : Optional.of("every POST found an Elmer all the same");
        }
    },
    /** Elmer says 413 to payloads that are too large. */
    TOO_LARGE {
        @Override
        Optional<String> lacking(Ledger ledger, Posts posts, Set<Sink> struck, long from, long to) {
            return posts.times("413" + Posts.RIGHTLY) > 0 ? Optional.empty()
                    : Optional.of("no POST was answered with 413");
        }
    },
    /** Elmer takes payloads as long as its spool has room, then says 503. */
    FULL_SPOOL {
        @Override
        Optional<String> lacking(Ledger ledger, Posts posts, Set<Sink> struck, long from, long to) {
            if (ledger.acceptedBetween(from, to) == 0) {
                return Optional.of("nothing was spooled");
            }
            return posts.times(Posts.LATER) > 0 ? Optional.empty() : Optional.of("the spool did not fill");
        }
    };

    /** Whether nothing is accepted while the fault lasts. */
    boolean stopsElmer() {
        return this == NO_ACCEPTS || this == NO_ELMER;
    }

    /** @return what should have been seen in this time and was not */
    abstract Optional<String> lacking(Ledger ledger, Posts posts, Set<Sink> struck, long from, long to);
}
