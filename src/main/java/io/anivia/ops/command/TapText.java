package io.anivia.ops.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/** Lines of a live tap for people. */
final class TapText {

    private static final int TIME_FROM = 11;
    private static final int TIME_TO = 23;

    private TapText() {
    }

    /** Time, point, where it goes, what it is, why it failed; then the event. */
    static String of(Map<String, @Nullable Object> line) {
        String at = text(line, "at");
        String time = at.length() > TIME_TO ? at.substring(TIME_FROM, TIME_TO) : at;
        String head = Stream.of(time, text(line, "point"), way(line), text(line, "type"), text(line, "id"))
                .filter(part -> !part.isEmpty()).collect(Collectors.joining("  "));
        String answer = text(line, "answer");
        return TerminalText.safe(head + (answer.isEmpty() ? "" : "  [" + answer + "]") + "  " + event(line));
    }

    private static String way(Map<String, @Nullable Object> line) {
        String source = text(line, "source");
        String destination = text(line, "destination");
        return destination.isEmpty() ? source : source + " -> " + destination;
    }

    private static String event(Map<String, @Nullable Object> line) {
        try {
            Object event = line.get("event");
            return event == null ? "" : new String(EventJson.write(event), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("what was read can be written", e);
        }
    }

    private static String text(Map<String, @Nullable Object> line, String name) {
        Object value = line.get(name);
        return value == null ? "" : value.toString();
    }

    /** Why a tap has ended, if it is not clear from what was shown. */
    static Optional<String> end(Map<String, @Nullable Object> line) {
        String why = switch (text(line, "end")) {
            case "limit" -> "";
            case "time" -> text(line, "shown").equals("0") ? "nothing matched in this time" : "";
            case "stopped" -> "the process is being stopped";
            default -> "the tap was closed";
        };
        String dropped = text(line, "dropped");
        String more = dropped.isEmpty() || dropped.equals("0") ? ""
                : dropped + " more were not shown: too many at a time";
        String all = Stream.of(why, more).filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
        return Optional.of(all).filter(text -> !text.isEmpty()).map(TerminalText::safe);
    }
}
