package io.anivia.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Several RabbitMQ nodes in one cluster, each a {@link RabbitNode} to kill and start again.
 *
 * <p>One thread at a time may use it.
 */
public final class RabbitCluster implements AutoCloseable {

    private final PortMapper portMapper;
    private final List<RabbitNode> nodes = new ArrayList<>();

    private RabbitCluster(PortMapper portMapper) {
        this.portMapper = portMapper;
    }

    /**
     * Starts a cluster and waits until all of its nodes take AMQP connections.
     *
     * @throws IllegalStateException if RabbitMQ is not installed, ends at once, or a node cannot join
     */
    public static RabbitCluster create(int size) {
        RabbitInstallation installation = RabbitInstallation.find()
                .orElseThrow(() -> new IllegalStateException(RabbitInstallation.whyNot().orElse("RabbitMQ is gone")));
        try {
            RabbitCluster cluster = new RabbitCluster(new PortMapper(installation));
            try {
                cluster.start(installation, size);
                return cluster;
            } catch (IOException | RuntimeException e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no RabbitMQ cluster", e);
        }
    }

    private void start(RabbitInstallation installation, int size) throws IOException {
        String cookie = UUID.randomUUID().toString();
        for (int i = 1; i <= size; i++) {
            nodes.add(RabbitNode.member(installation, portMapper, "anivia" + i + "@localhost", cookie));
        }
        // All at once, each alone at first: peer discovery would have them wait for each other's lock.
        nodes.forEach(RabbitNode::launch);
        nodes.forEach(RabbitNode::awaitReady);
        nodes.stream().skip(1).forEach(node -> node.join(nodes.get(0)));
    }

    /** The nodes, running or not. */
    public List<RabbitNode> nodes() {
        return List.copyOf(nodes);
    }

    /** The addresses of all nodes, separated by commas. */
    public String uris() {
        return nodes.stream().map(RabbitNode::uri).collect(Collectors.joining(","));
    }

    /**
     * The node where a quorum queue has its leader.
     *
     * @throws NoSuchElementException if it has none now, or there is no such queue
     */
    public RabbitNode leaderOf(String queue) {
        String leader = column(queue, "leader");
        return nodes.stream().filter(node -> leader.equals(node.name())).findFirst()
                .orElseThrow(() -> new NoSuchElementException("queue '" + queue + "' has no leader"));
    }

    /** How many members of a quorum queue are up. */
    public int membersOf(String queue) {
        String online = column(queue, "online");
        return (int) nodes.stream().filter(node -> online.contains(node.name())).count();
    }

    private String column(String queue, String column) {
        return anyRunning().ctl("-q", "list_queues", "--no-table-headers", "name", column).lines()
                .map(line -> line.split("\t")).filter(line -> line[0].equals(queue) && line.length == 2)
                .map(line -> line[1]).findFirst().orElse("");
    }

    private RabbitNode anyRunning() {
        return nodes.stream().filter(RabbitNode::isRunning).findFirst().orElseThrow();
    }

    /** Has every node write down which quorum queues it has: see {@link RabbitNode#kill}. */
    public void settle() {
        nodes.stream().filter(RabbitNode::isRunning).forEach(RabbitNode::settle);
    }

    /** Kills all nodes and deletes their directories. */
    @Override
    public void close() {
        nodes.forEach(RabbitNode::close);
        portMapper.close();
    }
}
