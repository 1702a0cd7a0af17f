package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** With tokens set: the console's files are there without one, and say nothing that needs one. */
@QuarkusTest
@TestProfile(AdminProfile.WithTokens.class)
class ConsoleServingIT extends ProgramTestBase {

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(management.resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thePageAndItsFilesAreServedWithTheirHeaders() throws Exception {
        for (String path : new String[] {"/", "/console/main.js", "/console/preact.js", "/console/console.css"}) {
            HttpResponse<String> answer = ask("GET", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).isNotEmpty();
            assertThat(answer.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(policy ->
                    assertThat(policy).startsWith("default-src 'none'").contains("frame-ancestors 'none'"));
            assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
        }
        assertThat(ask("GET", "/").headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(ask("GET", "/console/main.js").headers().firstValue("Content-Type"))
                .contains("text/javascript; charset=utf-8");
    }

    @Test
    void aFileThatHasNotChangedIsNotSentAgain() throws Exception {
        String tag = ask("GET", "/console/main.js").headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = ask("GET", "/console/main.js", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(ask("GET", "/console/main.js", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void nothingElseIsThere() throws Exception {
        assertThat(ask("GET", "/console").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/console/").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/console/headers.txt").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/console/..%2f..%2fapplication.properties").statusCode()).isEqualTo(404);
        assertThat(ask("POST", "/").statusCode()).isEqualTo(405);
        assertThat(ask("GET", "/admin/fleet").statusCode()).isEqualTo(401);
    }

    @Test
    void thePageOfAnotherSiteMayReadNothing() throws Exception {
        for (String path : new String[] {"/", "/console/main.js", "/q/health", "/q/metrics", "/admin/fleet"}) {
            HttpResponse<String> answer = ask("GET", path, "Origin", "https://evil.example");
            assertThat(answer.headers().map().keySet()).as(path).noneMatch(name -> name.startsWith("access-control-"));
        }
        assertThat(ask("GET", "/admin/fleet").headers().firstValue("Cache-Control")).contains("no-store");
    }
}
