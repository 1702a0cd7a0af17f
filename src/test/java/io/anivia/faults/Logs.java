package io.anivia.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.anivia.processes.AniviaProcess;

/**
 * What processes log from some time on.
 *
 * @param from the size that each log had then
 */
record Logs(Map<Path, Long> from) {

    /** From now on. */
    static Logs begin(List<AniviaProcess> processes) throws IOException {
        Map<Path, Long> sizes = new HashMap<>();
        for (AniviaProcess process : processes) {
            sizes.put(process.log(), Files.size(process.log()));
        }
        return new Logs(sizes);
    }

    /** The line that came most often, whatever its numbers, with how often. */
    static String commonest(String text) {
        Map<String, Long> times = text.lines().map(line -> line.replaceAll("[0-9a-f]*\\d[0-9a-f]*", "#"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return times.entrySet().stream().max(Map.Entry.comparingByValue())
                .map(each -> each.getValue() + " × " + each.getKey()).orElse("none");
    }

    /** All of it, one process after the other. */
    String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Path, Long> each : from.entrySet()) {
            try (RandomAccessFile log = new RandomAccessFile(each.getKey().toFile(), "r")) {
                byte[] bytes = new byte[Math.toIntExact(log.length() - each.getValue())];
                log.seek(each.getValue());
                log.readFully(bytes);
                text.append(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }
}
