package io.anivia.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.anivia.processes.Workplace;

/**
 * A partner that takes its time for each answer, gets one POST an event and wants the events of a visitor in order,
 * beside Splunk. The first that is measured answers at once, and what a delivery costs there is what the others are
 * held against. Those that cannot take the rate get as much as they take.
 */
record Far(int eventsPerSecond, Map<String, String> environment) implements Scenario {

    private static final String TITLE = "far";
    private static final Partner AT_ONCE = new Partner(0, 512);
    private static final Partner JUDGED = new Partner(50, 512);
    private static final List<Partner> PARTNERS = List.of(AT_ONCE, JUDGED, new Partner(200, 512),
            new Partner(1000, 512), new Partner(50, 64), new Partner(50, 1));
    private static final double MILLIS = 1000;
    private static final double SHARE = 0.9;

    /** @param concurrency most requests at once */
    record Partner(int delayMillis, int concurrency) {

        /** As {@link Destinations} and {@link SinkProgram} read it. */
        String name() {
            return TITLE + '-' + delayMillis + '-' + concurrency;
        }

        /** What it is given: all, or a little less than it can take. */
        int rate(int eventsPerSecond) {
            double most = delayMillis == 0 ? eventsPerSecond : SHARE * concurrency * MILLIS / delayMillis;
            return (int) Math.min(eventsPerSecond, most);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,d ms, %d at once", delayMillis, concurrency);
        }
    }

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        List<Figures> columns = new ArrayList<>();
        for (Partner partner : PARTNERS) {
            Figures figures = Figures.median(pipeline(partner, settings).rounds(settings, workplace));
            columns.add(figures);
            figures.put(Metric.CPU_SHARE_OF_NEAR, figures.get(Metric.CPU_PER_DELIVERY).orElseThrow()
                    / columns.get(0).get(Metric.CPU_PER_DELIVERY).orElseThrow());
        }
        Figures judged = columns.get(PARTNERS.indexOf(JUDGED));
        return List.of(new Result(TITLE, String.format(Locale.ROOT, "RabbitMQ, quorum queues, to Splunk and a partner "
                + "that answers after so long, 40 %% more or less; one POST an event, those of one of 5,000 visitors in "
                + "order; 10 events of about %d bytes a POST, %,d events/s, or nine tenths of what the partner can take; "
                + "%d s after %d s of warm-up. Settings: %s.", settings.eventBytes(), rate(settings),
                settings.measure().toSeconds(), settings.warmUp().toSeconds(), environment), PARTNERS.stream().map(Partner::toString).toList(), columns,
                List.of(Goal.atLeast(Metric.DELIVERIES_OUT, 0.95 * 2 * rate(settings)),
                        Goal.below(Metric.DELIVERED_P99, 1000), Goal.below(Metric.CPU_SHARE_OF_NEAR, 1.2),
                        Goal.below(Metric.THREADS, 150), Goal.SMALL), judged));
    }

    private Pipeline pipeline(Partner partner, Settings settings) {
        return new Pipeline(TITLE + ", " + partner, List.of(SinkProgram.SPLUNK, partner.name()))
                .withSettings(environment).withRate(partner.rate(rate(settings)));
    }

    private int rate(Settings settings) {
        return settings.rate() == 0 ? eventsPerSecond : settings.rate();
    }
}
