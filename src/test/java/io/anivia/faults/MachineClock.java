package io.anivia.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The time of day as Anivia's processes see it, by libfaketime, which Debian has. Monotonic clocks stay right. */
final class MachineClock {

    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "libfaketimeMT.so.1";
    private static final int DEPTH = 3;

    private final Path offset;
    private final Optional<Path> library;

    MachineClock(Path directory) throws IOException {
        offset = directory.resolve("offset");
        try (Stream<Path> files = Files.find(LIBRARIES, DEPTH, (path, is) -> path.endsWith(LIBRARY))) {
            library = files.findFirst();
        }
        jump(Duration.ZERO);
    }

    Optional<String> whyNotAvailable() {
        return library.isPresent() ? Optional.empty() : Optional.of("not available: libfaketime is not installed");
    }

    /** What a process needs to be told to follow it. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }

    /** Within a second the time is this far off. */
    void jump(Duration off) throws IOException {
        Files.writeString(offset, "+" + off.toSeconds() + "\n");
    }
}
