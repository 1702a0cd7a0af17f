package io.anivia.elmer.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** A spool with a payload that turns out to be larger than the broker takes. */
@NeedsRabbit
@QuarkusTest
@TestProfile(SpoolMessageSizeIT.WithSpool.class)
class SpoolMessageSizeIT extends SpoolITBase {

    private static final int LIMIT = 65_536;

    @Test
    void itIsKeptInAFileAndTheOthersGoOn() throws Exception {
        RabbitNode node = SpoolNodes.node(0);
        node.limitMessageSize(LIMIT);
        node.stopApp();
        accepted(0, 20);
        String large = "x".repeat(LIMIT + 1);
        assertThat(post(large)).isEqualTo(202);
        accepted(20, 50);
        node.startApp();

        await().atMost(SOON).until(() -> gauge("anivia.elmer.spool.payloads") == 0);
        assertThat(new LinkedHashSet<>(SpoolNodes.collected(node))).as("some may have come twice")
                .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(Integer::toString).toList());
        assertThat(counter("anivia.elmer.spool.unsendable")).isEqualTo(1);
        Path directory = Path.of(ConfigProvider.getConfig().getValue("anivia.elmer.spool.dir", String.class))
                .resolve("unsendable");
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> kept = files.filter(file -> file.toString().endsWith(".payload")).toList();
            assertThat(kept).hasSize(1);
            assertThat(kept.get(0)).hasContent(large);
        }
        assertThat(post(large)).as("now it is known").isEqualTo(413);
        accepted(50, 51);
        node.stopApp();
        await().atMost(SOON).until(() -> {
            accepted(51, 52);
            return gauge("anivia.elmer.spool.payloads") > 0;
        });
        assertThat(post(large)).as("the spool does not take it either").isEqualTo(413);
        node.startApp();
        await().atMost(SOON).until(() -> gauge("anivia.elmer.spool.payloads") == 0);
    }

    public static class WithSpool implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return SETTINGS;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SpoolNodes.class));
        }
    }
}
