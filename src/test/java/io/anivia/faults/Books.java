package io.anivia.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Whether the overview that operators see says the truth once nothing is on its way: every event is accounted for, what
 * waits is what the broker has, and what was delivered and what is dead is what the ledger has. The counts of a process
 * are gone with it: then there may be less.
 *
 * @param before the overview before the load
 * @param counted by each process before the load, by its id
 */
record Books(Site site, Overview before, Map<Long, Meters> counted) {

    /** Killed processes are silent for 30 s and then forgotten; rates fall to 0 within 10 s of the last event. */
    private static final Duration SETTLING = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** So many may be in one of two counts that are not read at the same time: the overview says nothing of these. */
    private static final long UNDER_WAY = 20L * Sink.values().length;

    /**
     * What has to be in it.
     *
     * @param processes how many run
     * @param waiting in the broker
     * @param delivered since the processes started that count it
     * @param dead at all destinations, since then
     * @param surplus how many more were dealt with or wait than were routed; empty if a process is gone, or if a message
     *     may have come out of the broker twice
     */
    record Expected(int processes, Map<Sink, Long> waiting, Map<Sink, CountRange> delivered, CountRange dead,
            OptionalLong surplus) {
    }

    static Books begin(Site site) throws IOException, InterruptedException {
        return new Books(site, Overview.read(site.elmer()), counted(site));
    }

    private static Map<Long, Meters> counted(Site site) throws IOException, InterruptedException {
        Map<Long, Meters> counted = new TreeMap<>();
        for (AniviaProcess each : site.processes()) {
            counted.put(each.process().pid(), Meters.read(List.of(each)));
        }
        return counted;
    }

    /**
     * At rest.
     *
     * @param isComparable whether no message can have come out of the broker twice
     * @return what is wrong with the overview, even after it had time to settle
     */
    List<String> wrong(Ledger ledger, Graveyard graveyard, boolean isComparable) throws Exception {
        List<String> wrong = new ArrayList<>();
        Overview[] last = new Overview[1];
        try {
            await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(LOOK).atMost(SETTLING).until(() -> {
                wrong.clear();
                last[0] = Overview.read(site.elmer());
                wrong.addAll(judge(last[0], expected(ledger, graveyard, isComparable)));
                return wrong.isEmpty();
            });
        } catch (ConditionTimeoutException e) {
            Progress.print("  the overview: %s", last[0].conservation());
        }
        if (last[0] != null && wrong.isEmpty()) {
            Progress.print("  the overview adds up: %s", last[0].conservation());
        }
        return wrong;
    }

    private Expected expected(Ledger ledger, Graveyard graveyard, boolean isComparable) throws Exception {
        Set<Long> same = new TreeSet<>(counted.keySet());
        same.retainAll(site.processes().stream().map(each -> each.process().pid()).toList());
        boolean isGone = same.size() < counted.size();
        Map<Sink, Long> waiting = new EnumMap<>(Sink.class);
        Map<Sink, CountRange> delivered = new EnumMap<>(Sink.class);
        CountRange dead = new CountRange(0, 0);
        for (Sink sink : Sink.values()) {
            waiting.put(sink, graveyard.waiting(sink));
            long deliveredBefore = same.stream().mapToLong(pid -> counted.get(pid).delivered(sink)).sum();
            long deadBefore = same.stream().mapToLong(pid -> counted.get(pid).dead(sink)).sum();
            delivered.put(sink, since(deliveredBefore, ledger.arrivals(sink), isGone));
            dead = dead.plus(since(deadBefore, ledger.deaths(sink), isGone));
        }
        OptionalLong surplus = isComparable && !isGone ? OptionalLong.of(surplus(before)) : OptionalLong.empty();
        return new Expected(site.processes().size(), waiting, delivered, dead, surplus);
    }

    private static CountRange since(long before, CountRange now, boolean isGone) {
        CountRange here = isGone ? now.fromZero() : now;
        return new CountRange(before, before).plus(here);
    }

    /** @return what is wrong with an overview */
    static List<String> judge(Overview overview, Expected expected) {
        List<String> wrong = new ArrayList<>();
        if (overview.answering().size() != expected.processes() || overview.json().path("silent").size() > 0) {
            wrong.add(overview.answering().size() + " processes answer and " + overview.json().path("silent").size()
                    + " are silent, and " + expected.processes() + " run");
        }
        if (!overview.conservation().path("holds").asBoolean()) {
            wrong.add("the overview says holds: " + overview.conservation().path("holds") + ", note: "
                    + overview.conservation().path("note"));
        }
        judgeSum(overview, expected, wrong);
        for (Sink sink : Sink.values()) {
            judge(sink, overview.destination(sink), expected, wrong);
        }
        if (!expected.dead().has(overview.conservation("dead"))) {
            wrong.add("dead are " + expected.dead() + ", and " + overview.conservation("dead") + " in the overview");
        }
        return wrong;
    }

    private static void judgeSum(Overview overview, Expected expected, List<String> wrong) {
        long surplus = surplus(overview);
        if (Math.abs(surplus - overview.conservation("earlier") + overview.conservation("gone")) > UNDER_WAY) {
            wrong.add("the sum is none: " + overview.conservation());
        }
        if (expected.surplus().isPresent() && expected.surplus().getAsLong() != surplus) {
            wrong.add("of what was routed " + (surplus - expected.surplus().getAsLong()) + " too many were dealt with or wait");
        }
        if (overview.conservation("unaccounted") != 0) {
            wrong.add(overview.conservation("unaccounted") + " events are unaccounted for in the overview");
        }
    }

    private static long surplus(Overview overview) {
        return Stream.of("delivered", "filtered", "dead", "waiting").mapToLong(overview::conservation).sum()
                - overview.conservation("routed");
    }

    private static void judge(Sink sink, JsonNode row, Expected expected, List<String> wrong) {
        if (row.path("unaccounted").asLong(-1) != 0) {
            wrong.add(row.path("unaccounted") + " events of " + sink.destination() + " are unaccounted for");
        }
        long waiting = expected.waiting().get(sink);
        if (row.path("backlog").asLong(-1) != waiting) {
            wrong.add(waiting + " events wait for " + sink.destination() + ", and " + row.path("backlog")
                    + " in the overview");
        }
        CountRange delivered = expected.delivered().get(sink);
        if (!delivered.has(row.path("delivered").asLong(-1))) {
            wrong.add(delivered + " events came to " + sink.destination() + ", and " + row.path("delivered")
                    + " in the overview");
        }
    }
}
