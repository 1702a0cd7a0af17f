package io.anivia.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import io.vertx.core.Vertx;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One fault under a steady load, and the count afterwards: load, fault, the fault's end, load, no more load but a
 * trickle that shows that events pass, and then everything that was accepted must be found.
 */
final class Scenario {

    /** Time for a fault to take hold, and for what was under way to arrive. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int PRINTED = 5;

    private final Site site;
    private final Vertx vertx;
    private final Settings settings;
    private final Fault fault;
    private final String prefix;
    private final Graveyard graveyard;
    private final Ledger ledger = new Ledger();
    private final List<String> wrong = new ArrayList<>();

    /** @param prefix of the ids of its events; no two scenarios have the same */
    Scenario(Site site, Vertx vertx, Settings settings, Fault fault, String prefix) {
        this.site = site;
        this.vertx = vertx;
        this.settings = settings;
        this.fault = fault;
        this.prefix = prefix;
        graveyard = new Graveyard(site.node());
    }

    /** @throws Exception if the fault cannot be made or mended: what comes after it would mean nothing */
    Outcome run(Duration hold) throws Exception {
        fault.prepare().at(site);
        site.watch(ledger);
        Conservation conservation = Conservation.begin(site);
        Books books = Books.begin(site);
        Logs logs = Logs.begin(site.processes());
        Outcome outcome;
        try (Load load = new Load(vertx, site.elmer().events(), new Payloads(prefix, settings.batch()),
                settings.batch(), settings.rate(), ledger, site)) {
            outcome = run(load, hold, conservation, books, logs);
        }
        fault.tidy().at(site);
        return outcome;
    }

    private Outcome run(Load load, Duration hold, Conservation conservation, Books books, Logs logs)
            throws Exception {
        long start = System.nanoTime();
        pause(settings.lead());
        long injected = System.nanoTime();
        fault.inject().at(site);
        long bitten = System.nanoTime() + GRACE.toNanos();
        pause(hold);
        long healed = System.nanoTime();
        String during = load.posts().toString();
        fault.sign().lacking(ledger, load.posts(), fault.struck(), bitten, healed).ifPresent(wrong::add);
        fault.look().lacking(site, ledger, logs.text()).ifPresent(wrong::add);
        fault.heal().at(site);
        Progress.print("  repaired; POSTs so far: %s", during);
        until("Elmer takes events again", () -> ledger.acceptedBetween(healed, System.nanoTime()) > 0);
        pause(settings.lead());
        load.trickle();
        settle(load);

        check(load.posts());
        check(logs.text());
        OptionalDouble unaccounted = conservation.unaccounted(isComparable());
        Conservation.judge(unaccounted).ifPresent(wrong::add);
        wrong.addAll(books.wrong(ledger, graveyard, isComparable()));
        return new Outcome(fault.name(), "", ledger.accepted(), ledger.missing(),
                Stream.of(Sink.values()).map(ledger::duplicates).toList(), ledger.dead(), ledger.rejected(),
                recovered(start, healed), ledger.longestDelay(fault.spared(), injected, healed),
                load.posts().longest(), load.posts().toString(), unaccounted, wrong);
    }

    private Duration recovered(long start, long healed) {
        Duration caughtUp = ledger.caughtUpAfter(healed, start);
        Duration taken = fault.sign().stopsElmer() ? ledger.takenAgainAfter(healed) : Duration.ZERO;
        return caughtUp.compareTo(taken) > 0 ? caughtUp : taken;
    }

    /** Waits until everything is where it must be, then until the trickle is, too, and nothing is on its way. */
    private void settle(Load load) throws IOException {
        until("everything but the trickle has been found", () -> {
            graveyard.readInto(ledger);
            return ledger.missingBad() == 0 && ledger.missing() < settings.batch() * 2L;
        });
        load.stop();
        until("every POST is answered", load::isAnswered);
        until("everything accepted has been found, and the queues are empty", () -> {
            graveyard.readInto(ledger);
            return ledger.missing() == 0 && graveyard.waiting() == 0;
        });
    }

    private void until(String what, Callable<Boolean> is) {
        try {
            await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(LOOK).atMost(settings.patience())
                    .until(is);
        } catch (ConditionTimeoutException e) {
            wrong.add("not within " + settings.patience().toSeconds() + " s: " + what);
        }
    }

    private void check(Posts posts) {
        if (ledger.accepted() == 0) {
            wrong.add("nothing was accepted");
        }
        if (ledger.missing() > 0) {
            wrong.add(ledger.missing() + " accepted events are missing");
        }
        if (ledger.mostRejections() > 1 && !fault.spared().isEmpty()) {
            wrong.add(ledger.mostRejections() + " messages were rejected of one payload");
        }
        if (ledger.misplaced() > 0) {
            wrong.add(ledger.misplaced() + " events are dead or rejected and should not be");
        }
        ledger.wrong(PRINTED).forEach(each -> Progress.print("  %s", each));
        if (!posts.keepTheContract(fault.sign() == Sign.NO_ELMER)) {
            wrong.add("POSTs were answered in a way that Elmer never should: " + posts);
        }
        if (posts.sentTooFew() > 0) {
            wrong.add(posts.sentTooFew() + " POSTs could not be sent: too many had no answer");
        }
    }

    private void check(String log) throws IOException {
        long lines = log.lines().count();
        List<String> peaks = new ArrayList<>();
        for (AniviaProcess process : site.processes()) {
            peaks.add((Memory.peak(process.process().pid()) >> 20) + " MiB");
        }
        Progress.print("  %d log lines, most often %s", lines, Logs.commonest(log));
        Progress.print("  most memory: %s", String.join(", ", peaks));
        if (lines > fault.logLines()) {
            wrong.add(lines + " log lines");
        }
        if (log.contains("OutOfMemoryError")) {
            wrong.add("a process ran out of memory");
        }
    }

    /** Only a fault that leaves the broker alone makes nothing come out of it twice. */
    private boolean isComparable() {
        return !fault.spared().isEmpty();
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
