package io.anivia.ops.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The overview of all processes, {@code GET /admin/fleet}, as text. What is not there is shown as a dash. */
final class FleetTable {

    private static final List<String> TITLES =
            List.of("DESTINATION", "STATE", "OLDEST", "BACKLOG", "IN/S", "OUT/S", "EMPTY IN", "DEAD", "");
    private static final int MAX_CHARACTERS = 40;
    private static final int MAX_REASON_CHARACTERS = 60;
    private static final int MAX_FINDINGS = 8;
    private static final int MAX_FINDING_CHARACTERS = 300;

    private FleetTable() {
    }

    static String of(Map<String, @Nullable Object> overview) {
        StringBuilder text = new StringBuilder(processes(overview)).append('\n').append(conservation(overview))
                .append('\n').append(verdict(overview)).append('\n');
        List<List<String>> rows = new ArrayList<>(List.of(TITLES));
        for (Map<?, ?> each : objects(overview.get("destinations"))) {
            rows.add(List.of(cell(each.get("name")), state(each), age(each.get("oldestSeconds")),
                    cell(each.get("backlog")), rate(each.get("inPerSecond")), rate(each.get("outPerSecond")),
                    age(each.get("emptyInSeconds")), cell(each.get("dead")), reason(each)));
        }
        int[] widths = new int[TITLES.size()];
        rows.forEach(row -> {
            for (int at = 0; at < widths.length; at++) {
                widths[at] = Math.max(widths[at], row.get(at).length());
            }
        });
        rows.forEach(row -> text.append(line(row, widths)).append('\n'));
        return text.toString();
    }

    /** Words to the left, numbers to the right. */
    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < widths.length; at++) {
            String padding = " ".repeat(widths[at] - row.get(at).length());
            boolean isText = at < 2 || at == widths.length - 1;
            line.append(isText ? row.get(at) + padding : padding + row.get(at)).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static String processes(Map<String, @Nullable Object> overview) {
        List<Map<?, ?>> processes = objects(overview.get("processes"));
        long silent = processes.stream().filter(each -> Boolean.TRUE.equals(each.get("silent"))).count();
        return cell(overview.get("at")) + "  processes: " + processes.size()
                + (silent > 0 ? ", of which silent: " + silent : "");
    }

    private static String conservation(Map<String, @Nullable Object> overview) {
        if (!(overview.get("conservation") instanceof Map<?, ?> sum)) {
            return "";
        }
        String note = sum.get("note") == null ? "" : "; " + cell(sum.get("note"));
        return "accepted " + cell(sum.get("accepted")) + "  routed " + cell(sum.get("routed")) + ifAny(sum, "earlier")
                + "  delivered " + cell(sum.get("delivered")) + "  filtered " + cell(sum.get("filtered")) + "  dead "
                + cell(sum.get("dead")) + "  waiting " + cell(sum.get("waiting")) + ifAny(sum, "gone")
                + "  unaccounted " + cell(sum.get("unaccounted")) + (Boolean.FALSE.equals(sum.get("holds")) ? "  DOES NOT ADD UP" : "")
                + note;
    }

    /** A part of the sum that is there only after a process has come or gone. */
    private static String ifAny(Map<?, ?> sum, String name) {
        return sum.get(name) instanceof Number count && count.longValue() != 0 ? "  " + name + ' ' + cell(count) : "";
    }

    /** What needs attention, as the process that was asked says it. */
    private static String verdict(Map<String, @Nullable Object> overview) {
        if (!(overview.get("verdict") instanceof Map<?, ?> verdict)) {
            return "";
        }
        StringBuilder text = new StringBuilder(cut(String.valueOf(verdict.get("headline")), MAX_FINDING_CHARACTERS))
                .append('\n');
        List<Map<?, ?>> findings = objects(verdict.get("findings"));
        findings.stream().limit(MAX_FINDINGS).forEach(each -> text.append("- ").append(cut(
                (each.get("destination") == null ? "" : each.get("destination") + " ") + each.get("text")
                        + ("rejecting".equals(each.get("kind")) ? " Why: GET /admin/fleet/input" : ""),
                MAX_FINDING_CHARACTERS)).append('\n'));
        return findings.size() <= MAX_FINDINGS ? text.toString()
                : text.append("- and ").append(findings.size() - MAX_FINDINGS).append(" more\n").toString();
    }

    /** The state; of one that delivers, too, what is wrong with it. */
    private static String state(Map<?, ?> destination) {
        Object condition = destination.get("condition");
        return !"delivering".equals(destination.get("state")) || condition == null ? cell(destination.get("state"))
                : "dying".equals(condition) ? "dead letters" : cell(condition);
    }

    private static String reason(Map<?, ?> destination) {
        Object reason = destination.get("cause") == null ? destination.get("reason") : destination.get("cause");
        if (reason == null && destination.get("lastFailure") instanceof Map<?, ?> failure) {
            reason = failure.get("words");
        }
        return reason == null ? "" : cut(reason, MAX_REASON_CHARACTERS);
    }

    private static List<Map<?, ?>> objects(@Nullable Object list) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (list instanceof List<?> all) {
            all.forEach(each -> {
                if (each instanceof Map<?, ?> object) {
                    objects.add(object);
                }
            });
        }
        return objects;
    }

    private static String cell(@Nullable Object value) {
        return value == null ? "-" : cut(value, MAX_CHARACTERS);
    }

    private static String cut(Object value, int most) {
        String text = TerminalText.safe(value.toString());
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static String rate(@Nullable Object value) {
        return value instanceof Number number
                ? new BigDecimal(number.toString()).setScale(1, RoundingMode.HALF_UP).toPlainString() : "-";
    }

    /** Of seconds, in the largest unit that there are two of. */
    private static String age(@Nullable Object value) {
        if (!(value instanceof Number number)) {
            return "-";
        }
        long seconds = number.longValue();
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }
}
