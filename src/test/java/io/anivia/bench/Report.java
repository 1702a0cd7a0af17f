package io.anivia.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** The figures as a table in Markdown. */
record Report(Settings settings, Machine machine, String rabbitVersion, List<Figures> figures,
        List<PerfTest.Rates> yardsticks) {

    String toMarkdown() {
        StringBuilder table = new StringBuilder(conditions());
        row(table, "", Figures::broker);
        table.append("|---|").append("---:|".repeat(figures.size())).append('\n');
        row(table, "**events/s, from the POST to all three destinations**",
                each -> number(each.outcome().eventsPerSecond()));
        row(table, "deliveries/s (three for each event)",
                each -> number(each.outcome().eventsPerSecond() * Sinks.NAMES.size()));
        row(table, "events/s accepted (202)", each -> number(acceptedPerSecond(each)));
        row(table, "events accepted", each -> number(each.outcome().events()));
        row(table, "share of time that posting was held back", each -> percent(heldBack(each)));
        for (int i = 0; i < Sinks.NAMES.size(); i++) {
            int destination = i;
            row(table, Sinks.NAMES.get(i) + ": events/s under load / until it had all", each -> {
                Round.Arrived arrived = each.outcome().arrived().get(destination);
                return number(arrived.perSecondUnderLoad()) + " / " + number(arrived.perSecond());
            });
        }
        row(table, "POST to 202, p50 / p99", each -> milliseconds(each.outcome().posted().quantile(0.5)) + " / "
                + milliseconds(each.outcome().posted().quantile(0.99)));
        row(table, "POSTs failed", each -> failures(each.outcome().posted()));
        row(table, "events missing, " + String.join(" / ", Sinks.NAMES), each -> each.outcome().arrived().stream()
                .map(arrived -> number(arrived.missing())).collect(Collectors.joining(" / ")));
        row(table, "duplicates", each -> number(each.outcome().duplicates()));
        row(table, "warnings in the log", each -> number(each.warnings()));
        row(table, "CPU seconds for 1,000 events: Anivia", each -> cpu(each, each.costs().anivia()));
        row(table, "… broker", each -> cpu(each, each.costs().broker()));
        row(table, "… the destinations (not ours)", each -> cpu(each, each.costs().sinks()));
        row(table, "… the load (not ours)", each -> cpu(each, each.costs().load()));
        row(table, "peak memory: Anivia", each -> memory(each.costs().anivia()));
        row(table, "… broker", each -> memory(each.costs().broker()));
        row(table, "messages/s through the broker", each -> number(each.messagesPerSecond(settings.batch())));
        for (PerfTest.Rates yardstick : yardsticks) {
            row(table, String.format(Locale.ROOT, "… of PerfTest's %,d (published %,d), %d producers and consumers",
                    yardstick.consumed(), yardstick.published(), yardstick.pairs()), each -> share(each, yardstick));
        }
        return table.toString();
    }

    private String conditions() {
        return String.format(Locale.ROOT, """
                %s; RabbitMQ %s. Everything on this machine, load and destinations included.

                %d connections, %d events of about %d bytes a POST, %d s of load after %d s of warm-up; \
                concurrency of omniture and webhook %d; heap of Anivia %s; posting pauses while a destination is over \
                %,d events behind.

                """, machine, rabbitVersion, settings.connections(), settings.batch(), settings.eventBytes(),
                settings.measure().toSeconds(), settings.warmUp().toSeconds(), settings.concurrency(),
                settings.heap(), settings.backlog());
    }

    private void row(StringBuilder table, String name, Function<Figures, String> value) {
        table.append("| ").append(name).append(" |");
        figures.forEach(each -> table.append(' ').append(value.apply(each)).append(" |"));
        table.append('\n');
    }

    private static double acceptedPerSecond(Figures each) {
        return each.outcome().events() / seconds(each.outcome().posted().took());
    }

    private static double heldBack(Figures each) {
        return seconds(each.outcome().posted().heldBack()) / seconds(each.outcome().posted().took());
    }

    private static String failures(Posted posted) {
        return posted.failures().isEmpty() ? "0" : posted.failures().toString();
    }

    private static String cpu(Figures each, Costs.@Nullable Usage usage) {
        if (usage == null) {
            return "in Anivia's";
        }
        long events = each.outcome().events();
        return events == 0 ? "" : String.format(Locale.ROOT, "%.2f", seconds(usage.cpu()) * 1000 / events);
    }

    private static String memory(Costs.@Nullable Usage usage) {
        return usage == null ? "in Anivia's" : (usage.peakBytes() >> 20) + " MiB";
    }

    /** Only on the same broker is it a comparison. */
    private String share(Figures each, PerfTest.Rates yardstick) {
        return each.costs().broker() == null ? ""
                : percent(each.messagesPerSecond(settings.batch()) / yardstick.consumed());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    private static String milliseconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
