package io.anivia.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.fakes.RabbitNode;
import io.anivia.processes.Progress;


/** A RabbitMQ node of the benchmark's own. */
final class RabbitMq implements AutoCloseable {

    private static final Pattern RECEIVED = Pattern.compile("messages_received_total\\s*=>\\s*(\\d+)");

    private final RabbitNode node;
    private final ProcessHandle machine;

    private RabbitMq(RabbitNode node) {
        this.node = node;
        machine = ProcessHandle.current().descendants()
                .filter(process -> process.info().command().orElse("").contains("beam"))
                .findAny().orElseThrow(() -> new IllegalStateException("RabbitMQ runs, but no Erlang machine does"));
    }

    static RabbitMq start() {
        Progress.print("starting RabbitMQ");
        return new RabbitMq(RabbitNode.create());
    }

    String uri() {
        return node.uri();
    }

    String version() {
        return node.ctl("version").strip();
    }

    /** Messages that clients have published since it started. */
    long messagesReceived() {
        Matcher received = RECEIVED.matcher(node.ctl("eval", "rabbit_global_counters:overview()."));
        long all = 0;
        while (received.find()) {
            all += Long.parseLong(received.group(1));
        }
        return all;
    }

    void purge(String queue) {
        node.ctl("purge_queue", queue);
    }

    ProcessHandle process() {
        return machine;
    }

    @Override
    public void close() {
        node.close();
    }
}
