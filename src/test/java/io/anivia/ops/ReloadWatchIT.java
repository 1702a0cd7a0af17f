package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** Files that are links into a directory behind a link, as those of a ConfigMap are, and that are watched. */
@QuarkusTest
@TestProfile(ReloadWatchIT.Profile.class)
class ReloadWatchIT extends ProgramTestBase {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** As Kubernetes lays out a volume: {@code name -> ..data/name}, {@code ..data -> ..<time>}. */
    public static class Profile extends PartnerProfile {

        static final Path VOLUME = Path.of("target", "reload-volume-" + ProcessHandle.current().pid());

        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Files.createDirectories(VOLUME);
                write("..1", "1");
                link("..1");
                for (String name : List.of("always.camel.yaml", "partner.camel.yaml")) {
                    Files.deleteIfExists(VOLUME.resolve(name));
                    Files.createSymbolicLink(VOLUME.resolve(name), Path.of("..data", name));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("anivia.routes.dir", VOLUME.toString());
            overrides.put("anivia.routes.watch", "100ms");
            return overrides;
        }

        static void write(String directory, String version) throws IOException {
            Path data = Files.createDirectories(VOLUME.resolve(directory));
            Files.writeString(data.resolve("always.camel.yaml"), ReloadProfile.destination("always", "true", "1"));
            Files.writeString(data.resolve("partner.camel.yaml"),
                    ReloadProfile.destination("partner", "true", version));
        }

        static void link(String directory) throws IOException {
            Path link = VOLUME.resolve("..data_tmp");
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(directory));
            Files.move(link, VOLUME.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Test
    void aLinkThatIsSetToOtherFilesReloadsThem() throws Exception {
        try (SteadyPosts posts = new SteadyPosts(events)) {
            posts.awaitMore(20);
            Profile.write("..2", "2");
            Profile.link("..2");
            await().atMost(SOON).until(() -> Partner.FAKE.deliveries().stream()
                    .anyMatch(delivery -> delivery.request().header("X-Version").orElse("").equals("2")));

            Profile.write("..3", "3\"\n broken");
            Profile.link("..3");
            await().atMost(SOON).until(() -> operations("metrics").body().contains("anivia_routes_differ 1.0"));
            assertThat(check("ready", "route-files").get("data").get("differ").asText())
                    .contains("partner.camel.yaml:");

            // Back to what runs: nothing is to be done, and nothing differs.
            Profile.link("..2");
            await().atMost(SOON).until(() -> operations("metrics").body().contains("anivia_routes_differ 0.0"));
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            for (String destination : List.of("always", "partner")) {
                await().atMost(SOON).untilAsserted(() -> assertThat(Partner.FAKE.deliveries().stream()
                        .filter(delivery -> delivery.request().path().equals("/hook/" + destination))
                        .map(delivery -> delivery.id().orElse(""))).containsAll(posts.accepted()));
            }
        }
    }

    /** In the process of the test the handler is that of the program. */
    @Test
    void aHangUpReloads() throws Exception {
        // A process that is started by nohup, and what it starts, gets none.
        assumeThat(Files.readString(Path.of("/proc/self/status"))).doesNotContainPattern("SigIgn:\\t[0-9a-f]*[13579bdf]\n");
        long before = reloads();

        new ProcessBuilder("kill", "-HUP", Long.toString(ProcessHandle.current().pid())).start().waitFor();

        await().atMost(SOON).until(() -> reloads() > before);
        assertThat(new Admin(URI.create(management.resolve("/").toString())).get("destinations").status())
                .isEqualTo(200);
    }

    private long reloads() throws IOException, InterruptedException {
        return operations("metrics").body().lines()
                .filter(line -> line.startsWith("anivia_reloads_total{outcome=\"reloaded\"}"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }
}
