package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;

import io.anivia.common.CapturedLog;
import io.anivia.ops.AdminProfile;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every call of the admin API by callers with every role; a new one is found by itself. */
@QuarkusTest
@TestProfile(AdminProfile.WithTokens.class)
class AdminRolesIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<String, Set<AdminRole>> TOKENS = Map.of(
            "view-secret", Set.of(AdminRole.VIEW),
            "operate-secret", Set.of(AdminRole.VIEW, AdminRole.OPERATE),
            "values-secret", Set.of(AdminRole.VIEW, AdminRole.VALUES),
            "old-secret", Set.of(AdminRole.values()));

    @TestHTTPResource(value = "/", management = true)
    URI management;
    @Inject
    AdminApi api;

    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void eachCallIsOpenToItsRoleAlone() throws Exception {
        List<AdminPaths.AdminPath> calls = api.paths().all();
        assertThat(calls).hasSizeGreaterThan(20);
        for (AdminPaths.AdminPath call : calls) {
            String path = call.path().replace(":name", "partner").replaceAll(":[a-z]+", "none");
            assertThat(status(call.method(), path, null)).as("%s without a token", call).isEqualTo(401);
            assertThat(status(call.method(), path, "wrong")).as("%s with a wrong token", call).isEqualTo(401);
            for (Map.Entry<String, Set<AdminRole>> token : TOKENS.entrySet()) {
                int before = audited().size();
                int status = status(call.method(), path, token.getKey());
                boolean isAllowed = token.getValue().contains(call.role());
                assertThat(status == 403).as("%s %s", call, token.getKey()).isEqualTo(!isAllowed);
                assertThat(status).isNotEqualTo(401);
                if (call.role() != AdminRole.VIEW) {
                    await().atMost(SOON).until(() -> audited().size() == before + 1);
                    assertThat(audited().get(before)).contains(" path=/admin" + path).endsWith(" status=" + status)
                            .doesNotContain("secret");
                }
            }
        }
    }

    @Test
    void whatChangesSomethingNeedsOperateAndNothingThatShowsDoes() {
        assertThat(api.paths().all()).allSatisfy(call -> assertThat(call.role() == AdminRole.OPERATE).as("%s", call)
                .isEqualTo(!call.method().equals(HttpMethod.GET)));
        assertThat(api.paths().all()).filteredOn(call -> call.role() == AdminRole.VALUES)
                .extracting(AdminPaths.AdminPath::path)
                .contains("/destinations/:name/dead/export", "/rejected/export");
    }

    @Test
    void aTokenInAUrlIsRefusedAndNotRepeated() throws Exception {
        for (String query : List.of("?token=x", "?access_token=view-secret", "?q=view-secret")) {
            HttpResponse<String> answer = CLIENT.send(request(HttpMethod.GET, "/destinations" + query, "view-secret"),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).doesNotContain("secret");
        }
    }

    @Test
    void aPathThatCannotBeReadIsRefusedWithoutAStackInTheLog() throws Exception {
        try (Socket socket = new Socket(management.getHost(), management.getPort())) {
            socket.getOutputStream().write("GET /admin/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
        }
        assertThat(log.records()).noneMatch(line -> line.getThrown() != null);
    }

    @Test
    void theSessionSaysWhatATokenMayDo() throws Exception {
        JsonObject session = new JsonObject(CLIENT.send(request(HttpMethod.GET, "/session", "operate-secret"),
                HttpResponse.BodyHandlers.ofString()).body());

        assertThat(session.getString("name")).isEqualTo("duty");
        assertThat(session.getJsonArray("roles")).isEqualTo(new JsonArray().add("view").add("operate"));
        assertThat(session.getBoolean("fleet")).isTrue();
        assertThat(session.getString("process")).isNotEmpty();
    }

    private List<String> audited() {
        return log.records().stream().filter(line -> "io.anivia.audit".equals(line.getLoggerName()))
                .map(line -> line.getParameters() == null ? line.getMessage() : line.getParameters()[0])
                .map(String::valueOf).toList();
    }

    /** Closes what would go on. */
    private int status(HttpMethod method, String path, String token) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = CLIENT.send(request(method, path, token),
                HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    private HttpRequest request(HttpMethod method, String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(management.resolve("/admin" + path))
                .header("Content-Type", "application/json")
                .method(method.name(), method.equals(HttpMethod.GET) ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString("{}", StandardCharsets.UTF_8));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }
}
