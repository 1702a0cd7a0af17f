package io.anivia.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import io.anivia.contract.EventJson;
import io.anivia.step.MeasuredStep;

/**
 * What steps cost: microseconds of CPU for an event of 1 kB, on one thread, warmed up; the median of some rounds. Prints a table
 * in Markdown. {@code java -cp … io.anivia.bench.StepCost}
 */
public final class StepCost {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 100_000;
    private static final int EVENTS = 200_000;
    private static final String EVENT = """
            {"id":"0190c5a0-7b1c-7c3e-8f7a-2f6d1c9b3a55","timestamp":"2026-11-23T13:42:49.513Z","type":"order completed",
             "userId":"97980cfea0067","anonymousId":"507f191e810c19729de860ea","context":{"ip":"203.0.113.24",
             "app":{"name":"Shop","version":"4.2.1","build":"1042"},"device":{"id":"B5372DB0-C21E-11E4-8DFC-AA07A5B093DB",
             "manufacturer":"Apple","model":"iPhone15,2","type":"ios"},"locale":"en-GB","timezone":"Europe/Berlin",
             "traits":{"email":"jane.doe@example.com","plan":"pro"},
             "page":{"url":"https://shop.example.com/checkout?step=3&ref=mail","title":"Thank you","path":"/checkout"},
             "userAgent":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"},
             "properties":{"screen":"checkout","order_id":"50314b8e9bcf000000000000","total":27.50,"currency":"EUR",
             "products":[{"sku":"45790-32","name":"Monopoly: 3rd Edition","price":19.00,"cost":11.20,"quantity":1},
             {"sku":"46493-32","name":"Uno Card Game","price":8.50,"cost":3.10,"quantity":1}],
             "note":"Please call before delivery, bell 12."},"anivia":{"source":"web","receivedAt":"2026-11-23T13:42:50Z"}}""";

    private StepCost() {
    }

    public static void main(String... args) throws Exception {
        Map<String, Object> event = EventJson.read(EVENT.getBytes(StandardCharsets.UTF_8));
        System.out.println("| step | µs an event of " + EventJson.write(event).length + " bytes |\n|---|---:|");
        for (MeasuredStep step : MeasuredStep.all()) {
            run(step, event, WARM_UP);
            double[] rounds = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                rounds[round] = run(step, event, EVENTS);
            }
            Arrays.sort(rounds);
            System.out.printf("| `%s` | %.2f |%n", step.name(), rounds[ROUNDS / 2]);
        }
    }

    /** Microseconds for each. */
    private static double run(MeasuredStep step, Map<String, Object> event, int events) throws Exception {
        int members = 0;
        // Not the clock's time: other processes may have a part of that.
        long start = THREADS.getCurrentThreadCpuTime();
        for (int at = 0; at < events; at++) {
            members += step.step().apply(event).size();
        }
        double micros = (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / events;
        if (members < events) {
            throw new IllegalStateException(step.name() + " drops events");
        }
        return micros;
    }
}
