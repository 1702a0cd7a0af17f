package io.anivia.bench;

import io.anivia.fakes.RabbitNode;
import io.anivia.processes.Progress;

/** A RabbitMQ node of the benchmark's own. */
final class RabbitMq implements AutoCloseable {

    private final RabbitNode node;
    private final ProcessHandle machine;

    private RabbitMq(RabbitNode node) {
        this.node = node;
        machine = ProcessHandle.current().descendants()
                .filter(process -> process.info().command().orElse("").contains("beam"))
                .findAny().orElseThrow(() -> new IllegalStateException("RabbitMQ runs, but no Erlang machine does"));
    }

    static RabbitMq start() {
        Progress.tell("starting RabbitMQ");
        return new RabbitMq(RabbitNode.create());
    }

    String uri() {
        return node.uri();
    }

    String version() {
        return node.ctl("version").strip();
    }

    ProcessHandle process() {
        return machine;
    }

    @Override
    public void close() {
        node.close();
    }
}
