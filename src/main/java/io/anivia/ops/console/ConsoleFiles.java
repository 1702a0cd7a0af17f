package io.anivia.ops.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The console's files, read once: all that can be asked for by a path. Immutable. */
final class ConsoleFiles {

    static final String PAGE = "index.html";
    /** A class path cannot be listed in a jar and a native executable alike; a test compares with the directory. */
    static final List<String> NAMES = List.of(PAGE, "console.css", "icon.svg", "theme.js", "preact.js", "main.js",
            "charts.js", "destination.js", "dialog.js", "exchanges.js", "format.js", "input.js", "judge.js",
            "letters.js", "overview.js", "parts.js", "router.js", "server.js", "sources.js", "tap.js");

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleFiles.class);
    private static final String DIRECTORY = "META-INF/console/";
    private static final String HEADERS = "headers.txt";

    private final Map<String, ConsoleFile> files = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    /** A file that is missing makes the console useless, but is no reason to take in no events. */
    ConsoleFiles() {
        for (String name : NAMES) {
            byte[] content = read(name);
            if (content == null) {
                LOG.error("The console will not work: {}{} is missing from this build", DIRECTORY, name);
            } else {
                files.put(name, ConsoleFile.of(name, content));
            }
        }
        byte[] lines = read(HEADERS);
        if (lines == null) {
            throw new IllegalStateException(DIRECTORY + HEADERS + " is missing from this build");
        }
        new String(lines, StandardCharsets.UTF_8).lines().forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        });
    }

    private static byte @Nullable [] read(String name) {
        try (InputStream file = ConsoleFiles.class.getClassLoader().getResourceAsStream(DIRECTORY + name)) {
            return file == null ? null : file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<ConsoleFile> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    /** Those of every answer: what a browser must not do with a page of the console. */
    Map<String, String> headers() {
        return headers;
    }
}
