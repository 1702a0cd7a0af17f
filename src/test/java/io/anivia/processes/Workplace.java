package io.anivia.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary directory for data and logs of all processes. When the JVM ends in order, interrupted or not, every
 * process it started is killed and the directory is deleted. It ends when Maven does, if that has started it.
 */
public final class Workplace {

    private final Path directory;

    private Workplace(Path directory) {
        this.directory = directory;
    }

    public static Workplace create(String prefix) throws IOException {
        Workplace workplace = new Workplace(Files.createTempDirectory("anivia-" + prefix + "-"));
        Runtime.getRuntime().addShutdownHook(new Thread(workplace::clear, "workplace"));
        endWithMaven();
        return workplace;
    }

    /** A Maven that is terminated leaves what it has started alone. */
    private static void endWithMaven() {
        ProcessHandle.current().parent()
                .filter(parent -> parent.info().command().orElse("").endsWith("/java"))
                .ifPresent(maven -> maven.onExit().thenRun(() -> System.exit(1)));
    }

    /** A new directory in it. */
    public Path directory(String prefix) throws IOException {
        return Files.createTempDirectory(directory, prefix + "-");
    }

    private void clear() {
        ProcessHandle.current().descendants().forEach(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }
}
