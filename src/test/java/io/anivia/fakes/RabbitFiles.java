package io.anivia.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything a node has of its own: a temporary directory, ports, and the environment that makes RabbitMQ use them.
 *
 * @param environment of the server and of rabbitmqctl alike
 */
record RabbitFiles(Path directory, int amqpPort, Map<String, String> environment) {

    /**
     * @param cookie the secret by which nodes, and rabbitmqctl, know each other
     * @param plugins names of plugins to be enabled
     */
    static RabbitFiles create(String nodeName, int epmdPort, int amqpPort, String cookie, List<String> plugins)
            throws IOException {
        Path directory = Files.createTempDirectory("anivia-rabbit-");
        Path home = Files.createDirectory(directory.resolve("home"));
        Path cookieFile = Files.writeString(home.resolve(".erlang.cookie"), cookie);
        Files.setPosixFilePermissions(cookieFile, PosixFilePermissions.fromString("r--------"));
        // Erlang machines, rabbitmqctl's too, listen for each other: on loopback only.
        String loopback = "-kernel inet_dist_use_interface {127,0,0,1}";
        return new RabbitFiles(directory, amqpPort, Map.ofEntries(
                Map.entry("HOME", home.toString()),
                Map.entry("ERL_EPMD_PORT", Integer.toString(epmdPort)),
                Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_NODENAME", nodeName),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_NODE_PORT", Integer.toString(amqpPort)),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(freePort())),
                Map.entry("RABBITMQ_MNESIA_BASE", directory.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", directory.resolve("log").toString()),
                Map.entry("RABBITMQ_PID_FILE", directory.resolve("pid").toString()),
                Map.entry("RABBITMQ_GENERATED_CONFIG_DIR", directory.resolve("generated").toString()),
                Map.entry("RABBITMQ_SCHEMA_DIR", directory.resolve("schema").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", file(directory, "rabbitmq-env.conf", "")),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", file(directory, "enabled_plugins",
                        "[" + String.join(",", plugins) + "].\n")),
                Map.entry("RABBITMQ_ADVANCED_CONFIG_FILE", file(directory, "advanced.config",
                        // A quorum queue's counts are this old at most, in ms; the default is 5000.
                        "[{rabbit, [{quorum_tick_interval, 500}]}].\n")),
                Map.entry("RABBITMQ_CONFIG_FILE",
                        file(directory, "rabbitmq.conf", "disk_free_limit.absolute = 1MB\n")),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", loopback),
                Map.entry("RABBITMQ_CTL_ERL_ARGS", loopback)));
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    void delete() {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }

    private static String file(Path directory, String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
