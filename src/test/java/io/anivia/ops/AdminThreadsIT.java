package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.AdminEndpoints;
import io.anivia.ops.admin.AdminPaths;
import io.anivia.ops.admin.AdminRole;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However many look, and however long that takes, an operator can act. */
@QuarkusTest
@TestProfile(AdminThreadsIT.WithSlowCall.class)
class AdminThreadsIT extends ProgramTestBase {

    private static final int LOOKS = 60;

    @Inject
    SlowEndpoints slow;

    /** A call that only looks, and is not answered until the test is over. */
    @IfBuildProperty(name = "test.slow-call", stringValue = "true")
    @Singleton
    static class SlowEndpoints implements AdminEndpoints {

        private final CountDownLatch over = new CountDownLatch(1);

        @Override
        public void mount(AdminPaths paths) {
            paths.on("/slow", HttpMethod.GET, AdminRole.VIEW, request -> {
                over.await(60, TimeUnit.SECONDS);
                return new JsonObject();
            });
        }
    }

    /** The usual program, and that call. */
    public static class WithSlowCall extends AdminProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("test.slow-call", "true");
            return overrides;
        }
    }

    @AfterEach
    void end() {
        slow.over.countDown();
    }

    @Test
    void callsThatLookHoldUpNoneThatActs() throws Exception {
        Admin admin = new Admin(management);
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest look = HttpRequest.newBuilder(management.resolve("/admin/slow")).build();
        List<CompletableFuture<Integer>> looks = Stream.generate(() -> client.sendAsync(look, BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode)).limit(LOOKS).toList();
        // Some are being answered, others wait, and the rest were refused: there is no room for one more.
        await().atMost(Duration.ofSeconds(30)).until(() -> looks.stream().anyMatch(CompletableFuture::isDone));
        assertThat(looks.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join)).containsOnly(503);
        assertThat(admin.get("destinations/partner/dead").status()).isEqualTo(503);

        assertThat(admin.post("fleet/destinations/partner/pause", "{\"reason\": \"test\"}").status()).isEqualTo(200);
        assertThat(admin.post("fleet/destinations/partner/resume", "{}").status()).isEqualTo(200);
        slow.over.countDown();
        assertThat(looks.stream().map(CompletableFuture::join)).contains(200).containsOnly(200, 503);
    }
}
