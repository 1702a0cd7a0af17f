package io.anivia.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.anivia.fakes.RabbitNode;

/** What a RabbitMQ node that this process has started uses, as Linux counts it. */
final class NodeUsage {

    private final RabbitNode node;
    private final ProcessHandle machine;

    NodeUsage(RabbitNode node) {
        this.node = node;
        machine = ProcessHandle.current().descendants()
                .filter(process -> process.info().command().orElse("").contains("beam"))
                .findAny().orElseThrow(() -> new IllegalStateException("RabbitMQ runs, but no Erlang machine does"));
    }

    double cpuSeconds() {
        return machine.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** Resident. */
    long memoryMebibytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + machine.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0) >> 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many rows {@code rabbitmqctl} lists. */
    long lines(String... command) {
        String[] all = new String[command.length + 2];
        System.arraycopy(command, 0, all, 0, command.length);
        all[command.length] = "--quiet";
        all[command.length + 1] = "--no-table-headers";
        return node.ctl(all).lines().filter(line -> !line.isBlank()).count();
    }
}
