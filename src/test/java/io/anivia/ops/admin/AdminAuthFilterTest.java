package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAuthFilterTest {

    private static final AdminAuthFilter LOCAL = filter(List.of(), "127.0.0.1");
    private static final AdminAuthFilter OPEN = filter(List.of(), "0.0.0.0");
    private static final AdminAuthFilter TOKENS = filter(List.of("old", " new ", ""), "0.0.0.0");

    @ParameterizedTest
    @ValueSource(strings = {"localhost:9000", "127.0.0.1:9000", "[::1]:9000", "LOCALHOST", "[::1]"})
    void onLoopbackItsNamesAreAnsweredWithoutAToken(String host) {
        passes(LOCAL, HttpMethod.GET, "Host", host);
        passes(LOCAL, HttpMethod.POST, "Host", host, "Content-Type", "application/json; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example:9000", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1:9000"})
    void anotherNameThatLeadsHereIsNot(String host) {
        refused(403, LOCAL, HttpMethod.GET, "Host", host);
    }

    @Test
    void aPageOfAnotherSiteIsNot() {
        refused(403, LOCAL, HttpMethod.DELETE, "Host", "localhost:9000", "Origin", "http://evil.example");
        refused(403, LOCAL, HttpMethod.GET, "Host", "localhost:9000", "Origin", "null");
        refused(403, LOCAL, HttpMethod.GET, "Host", "localhost:9000", "Origin", "http://localhost:8080");
        refused(403, LOCAL, HttpMethod.GET, "Host", "localhost:9000", "Sec-Fetch-Site", "cross-site");
        passes(LOCAL, HttpMethod.GET, "Host", "localhost:9000", "Origin", "http://localhost:9000", "Sec-Fetch-Site",
                "same-origin");
    }

    @Test
    void whatAFormCanSendChangesNothing() {
        refused(415, LOCAL, HttpMethod.POST, "Host", "localhost", "Content-Type", "text/plain");
        refused(415, LOCAL, HttpMethod.POST, "Host", "localhost");
        refused(415, TOKENS, HttpMethod.POST, "Authorization", "Bearer new");
    }

    @Test
    void whereOthersCanReachItNobodyIsLetInWithoutATokenBeingSet() {
        refused(403, OPEN, HttpMethod.GET, "Host", "localhost:9000", "Authorization", "Bearer ");
    }

    @Test
    void anyOfTheTokensOpensAndNothingElse() {
        passes(TOKENS, HttpMethod.GET, "Authorization", "Bearer old");
        passes(TOKENS, HttpMethod.GET, "Authorization", "bearer new", "Host", "anivia.example");
        refused(401, TOKENS, HttpMethod.GET, "Host", "localhost:9000");
        refused(401, TOKENS, HttpMethod.GET, "Authorization", "Bearer ol");
        refused(401, TOKENS, HttpMethod.GET, "Authorization", "Bearer ");
        refused(401, TOKENS, HttpMethod.GET, "Authorization", "Basic old");
    }

    @Test
    void aTokenInAQueryIsRefusedWhateverItsName() {
        MultiMap bearer = map("Authorization", "Bearer old");
        for (MultiMap query : List.of(map("token", "x"), map("ACCESS_TOKEN", "x"), map("q", "new"),
                map("q", "new "), map("q", "Bearer new"), map("q", "bEARER   new"))) {
            assertThatExceptionOfType(HttpProblem.class)
                    .isThrownBy(() -> TOKENS.check(HttpMethod.GET, "anivia.example", bearer, query))
                    .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400))
                    .satisfies(refusal -> assertThat(refusal.body().encode()).doesNotContain("new\""));
        }
        assertThat(TOKENS.check(HttpMethod.GET, "anivia.example", bearer, map("reason", "news")).name())
                .isEqualTo("admin");
    }

    /** Metrics and health are answered without a token, but not under another site's name. */
    @Test
    void anotherNameThatLeadsToLoopbackIsAnsweredNothingAtAll() {
        assertThatCode(() -> LOCAL.checkHost("localhost:9000")).doesNotThrowAnyException();
        assertThatExceptionOfType(HttpProblem.class).isThrownBy(() -> LOCAL.checkHost("evil.example:9000"))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(403));
        assertThatCode(() -> OPEN.checkHost("elmer.example:9000")).doesNotThrowAnyException();
        assertThatCode(() -> filter(List.of("old"), "127.0.0.1").checkHost("elmer.example")).doesNotThrowAnyException();
    }

    private static AdminAuthFilter filter(List<String> tokens, String host) {
        return new AdminAuthFilter(
                AdminTokens.of(Optional.of(tokens), Optional.empty(), Optional.empty(), Optional.empty()), host);
    }

    private static void passes(AdminAuthFilter gatekeeper, HttpMethod method, String... headers) {
        assertThatCode(() -> gatekeeper.check(method, map(headers).get("Host"), map(headers), map()))
                .doesNotThrowAnyException();
    }

    private static void refused(int status, AdminAuthFilter gatekeeper, HttpMethod method, String... headers) {
        assertThatExceptionOfType(HttpProblem.class)
                .isThrownBy(() -> gatekeeper.check(method, map(headers).get("Host"), map(headers), map()))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(status));
    }

    private static MultiMap map(String... headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            map.add(headers[i], headers[i + 1]);
        }
        return map;
    }
}
