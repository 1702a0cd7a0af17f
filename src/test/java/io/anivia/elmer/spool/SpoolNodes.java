package io.anivia.elmer.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.anivia.fakes.RabbitNode;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.jspecify.annotations.Nullable;

/** RabbitMQ nodes, by default one, that are no cluster, and a directory for the spool. */
public class SpoolNodes implements QuarkusTestResourceLifecycleManager {

    private static final String COLLECTED = "anivia.collected";
    private static final List<RabbitNode> NODES = new ArrayList<>();
    private @Nullable Path directory;
    private int count = 1;

    static RabbitNode node(int index) {
        return NODES.get(index);
    }

    @Override
    public void init(Map<String, String> arguments) {
        count = Integer.parseInt(arguments.getOrDefault("nodes", "1"));
    }

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("spool-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < count; i++) {
            NODES.add(RabbitNode.create());
        }
        return Map.of("anivia.broker.uri", NODES.stream().map(RabbitNode::uri).collect(Collectors.joining(",")),
                "anivia.elmer.spool.dir", directory.toString());
    }

    @Override
    public void stop() {
        NODES.forEach(RabbitNode::close);
        NODES.clear();
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Takes the bodies out of {@code anivia.collected}, in order. */
    static List<String> collected(RabbitNode node) throws Exception {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = connect(node); Channel channel = connection.createChannel()) {
            GetResponse next;
            while ((next = channel.basicGet(COLLECTED, true)) != null) {
                bodies.add(new String(next.getBody(), StandardCharsets.UTF_8));
            }
        }
        return bodies;
    }

    /** Messages in {@code anivia.collected}. */
    static long count(RabbitNode node) throws Exception {
        try (Connection connection = connect(node); Channel channel = connection.createChannel()) {
            return channel.messageCount(COLLECTED);
        }
    }

    private static Connection connect(RabbitNode node) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.uri());
        return factory.newConnection("test");
    }
}
