package io.anivia.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;

import io.anivia.processes.Progress;

/** Events that wait in the broker because all destinations are paused. */
final class Backlog {

    private static final Duration TIMEOUT = Duration.ofMinutes(20);

    private Backlog() {
    }

    /** Pauses all destinations, and posts so many events for each of them. They are in their queues then. */
    static Posted gather(Site site, Load load, long events) throws IOException, InterruptedException {
        Progress.print("%,d events gather", events);
        for (String destination : site.destinations()) {
            Management.post(site.anivia(), destination, "pause");
        }
        Posted posted = load.run(TIMEOUT, Pace.closedLoop((events + load.batch() - 1) / load.batch())).join();
        long routed = load.acceptedEvents() * site.destinations().size();
        await().pollInSameThread().atMost(TIMEOUT).until(
                () -> Management.sum(site.anivia(), "anivia_events_routed_total") >= routed);
        return posted;
    }

    /** Resumes all destinations. */
    static void release(Site site) throws IOException, InterruptedException {
        for (String destination : site.destinations()) {
            Management.post(site.anivia(), destination, "resume");
        }
    }
}
