package io.anivia.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.anivia.contract.EventJson;
import io.anivia.tap.MeasuredTaps;
import io.anivia.tap.Tap;
import io.anivia.tap.TapPoint;
import io.anivia.tap.TapWatch;
import io.anivia.tap.Taps;

/**
 * What a point costs the pipeline: nanoseconds of CPU for an event of 1 kB, on the pipeline's thread, warmed up; the
 * median of some rounds. Prints a table in Markdown. {@code java -cp … io.anivia.bench.TapCost}
 */
public final class TapCost {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 5;
    private static final int EVENTS = 2_000_000;

    private TapCost() {
    }

    public static void main(String... args) throws Exception {
        String padding = "x".repeat(900);
        byte[] json = ("{\"id\":\"e\",\"type\":\"order\",\"user\":{\"email\":\"a@b\"},\"text\":\"" + padding + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        Map<String, Object> members = EventJson.read(json);
        System.out.println("| taps | ns an event |\n|---|---:|");
        measure("none", members, json);
        measure("one, of another point", members, json, MeasuredTaps.open(TapPoint.DEAD));
        measure("one, of all that passes", members, json, MeasuredTaps.open(TapPoint.EVENT));
        measure("one, with a filter that does not match", members, json,
                MeasuredTaps.open(TapPoint.EVENT, "user.email=c@d"));
        measure("the same, of events that have to be read", null, json,
                MeasuredTaps.open(TapPoint.EVENT, "user.email=c@d"));
        List<Tap> ten = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ten.add(MeasuredTaps.open(TapPoint.EVENT, "user.email~c@", "type=order", "id=f", "text~y"));
        }
        measure("ten, with four filters", members, json, ten.toArray(Tap[]::new));
    }

    private static void measure(String taps, Map<String, Object> members, byte[] json, Tap... opened) {
        run(members, json, EVENTS);
        double[] rounds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            rounds[round] = run(members, json, EVENTS);
        }
        Arrays.sort(rounds);
        System.out.printf("| %s | %.1f |%n", taps, rounds[ROUNDS / 2]);
        for (Tap tap : opened) {
            tap.close();
        }
    }

    /** Nanoseconds for each. */
    private static double run(Map<String, Object> members, byte[] json, int events) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int at = 0; at < events; at++) {
            TapWatch watch = Taps.at(TapPoint.EVENT);
            if (watch != null) {
                watch.event("web", null, json, members);
            }
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - start) / events;
    }
}
