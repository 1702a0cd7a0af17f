package io.anivia.elmer.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Elmer with two addresses in {@code anivia.broker.uri}: two nodes that are no cluster. */
@Tag("slow")
@NeedsRabbit
@QuarkusTest
@TestProfile(BrokerFailoverIT.TwoNodes.class)
class BrokerFailoverIT extends SpoolITBase {

    private final List<String> accepted = new ArrayList<>();
    private int next;

    @Test
    void goesOnWithTheOtherNodeWhenOneIsKilledAndBackAgain() throws Exception {
        RabbitNode first = SpoolNodes.node(0);
        RabbitNode second = SpoolNodes.node(1);
        postUntilAccepted(20);
        first.settle();

        first.kill();
        postUntilAccepted(20);
        assertThat(SpoolNodes.count(second)).isGreaterThanOrEqualTo(1);
        second.settle();

        first.start();
        second.kill();
        postUntilAccepted(20);

        second.start();
        await().atMost(SOON).until(() -> gauge("anivia.elmer.spool.payloads") == 0);
        List<String> collected = new ArrayList<>(SpoolNodes.collected(first));
        List<String> ofSecond = SpoolNodes.collected(second);
        assertThat(ofSecond).isNotEmpty();
        collected.addAll(ofSecond);
        assertThat(collected).containsAll(accepted);
    }

    /** Some are answered with 503, or spooled, until the loss is known and the other node is found. */
    private void postUntilAccepted(int payloads) {
        int goal = accepted.size() + payloads;
        await().atMost(SOON).until(() -> {
            String body = Integer.toString(next++);
            if (post(body) == 202) {
                accepted.add(body);
            }
            return accepted.size() >= goal && gauge("anivia.elmer.spool.payloads") == 0;
        });
    }

    public static class TwoNodes implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return SETTINGS;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SpoolNodes.class, Map.of("nodes", "2")));
        }
    }
}
