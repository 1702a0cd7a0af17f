package io.anivia.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory of a process as Linux counts it. */
final class Memory {

    private Memory() {
    }

    /** Bytes that are resident now. */
    static long resident(long pid) throws IOException {
        return bytes(pid, "VmRSS:");
    }

    /** The most that was ever resident. */
    static long peak(long pid) throws IOException {
        return bytes(pid, "VmHWM:");
    }

    private static long bytes(long pid, String what) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            String kilobytes = lines.filter(line -> line.startsWith(what)).findAny().orElseThrow();
            return Long.parseLong(kilobytes.replaceAll("\\D", "")) << 10;
        }
    }
}
