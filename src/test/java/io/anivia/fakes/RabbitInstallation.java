package io.anivia.fakes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where this machine has RabbitMQ's programs.
 *
 * <p>Packages put wrappers on the PATH that change to the user rabbitmq and its directories; the scripts behind them
 * run as any user, anywhere. What is on the PATH comes first, so that it can be another RabbitMQ than the installed
 * one.
 *
 * @param server the script {@code rabbitmq-server} that changes no user
 * @param ctl the script {@code rabbitmqctl} next to it
 * @param epmd Erlang's port mapper
 */
record RabbitInstallation(Path server, Path ctl, Path epmd) {

    private static final List<String> SCRIPTS = List.of("/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/sbin",
            "/usr/local/sbin", "/opt/homebrew/sbin");
    private static final List<String> ERLANGS = List.of("/usr/lib/erlang", "/usr/local/lib/erlang",
            "/opt/erlang/lib/erlang");

    static Optional<RabbitInstallation> find() {
        return findServer().flatMap(server -> findEpmd().map(epmd ->
                new RabbitInstallation(server, server.resolveSibling("rabbitmqctl"), epmd)));
    }

    static Optional<String> whyNot() {
        if (findServer().isEmpty()) {
            return Optional.of("no rabbitmq-server on the PATH or in " + SCRIPTS);
        }
        if (onPath("erl").isEmpty()) {
            return Optional.of("rabbitmq-server is there, but Erlang's erl is not on the PATH");
        }
        return findEpmd().isPresent() ? Optional.empty()
                : Optional.of("Erlang is there, but its epmd is neither on the PATH nor in " + ERLANGS);
    }

    private static Optional<Path> findServer() {
        return Stream.concat(path().stream(), SCRIPTS.stream().map(Path::of))
                .map(directory -> directory.resolve("rabbitmq-server"))
                .filter(Files::isExecutable)
                .filter(script -> Files.isExecutable(script.resolveSibling("rabbitmqctl")))
                .filter(script -> !changesUser(script))
                .findFirst();
    }

    private static boolean changesUser(Path script) {
        try {
            String text = Files.readString(script.toRealPath());
            return text.contains("su rabbitmq") || text.contains("runuser");
        } catch (IOException unreadable) {
            return true;
        }
    }

    private static Optional<Path> findEpmd() {
        return onPath("epmd").or(() -> ERLANGS.stream().map(Path::of).filter(Files::isDirectory)
                .flatMap(RabbitInstallation::runtimes)
                .map(runtime -> runtime.resolve("bin/epmd"))
                .filter(Files::isExecutable)
                .findFirst());
    }

    private static Stream<Path> runtimes(Path erlang) {
        List<Path> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(erlang, "erts-*")) {
            entries.forEach(found::add);
        } catch (IOException unreadable) {
            return Stream.empty();
        }
        return found.stream();
    }

    private static Optional<Path> onPath(String program) {
        return path().stream().map(directory -> directory.resolve(program)).filter(Files::isExecutable).findFirst();
    }

    private static List<Path> path() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator)).filter(entry -> !entry.isBlank()).map(Path::of).toList();
    }
}
