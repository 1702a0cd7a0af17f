package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import io.anivia.ops.command.AdminClient.AdminCallException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminClientTest {

    @TempDir
    private Path directory;
    private HttpServer server;
    private String url;
    private String presented;
    private HttpContext context;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void presentsTheTokenOfTheFileBeforeThatOfTheEnvironment() throws Exception {
        answer(200, "application/json", "{\"a\":1.50}");
        client(Map.of()).get("admin/x");
        assertThat(presented).isNull();
        client(Map.of("ANIVIA_ADMIN_TOKEN", "YWJj==")).get("admin/x");
        assertThat(presented).isEqualTo("Bearer YWJj==");
        Path file = Files.writeString(directory.resolve("token"), "night=from-file\n");

        assertThat(client(Map.of()).get("admin/x").get("a")).hasToString("1.50");
        client(Map.of("ANIVIA_ADMIN_TOKEN", "first, second")).get("admin/x");
        assertThat(presented).isEqualTo("Bearer first");
        AdminClient.of(url, file, Map.of("ANIVIA_ADMIN_TOKEN", "other")).get("admin/x");
        assertThat(presented).isEqualTo("Bearer from-file");
    }

    @Test
    void saysWhatToDoWithoutTheRightToken() throws Exception {
        answer(401, "application/problem+json", "{\"detail\":\"send it\"}");

        fails(Map.of(), "wants a token", "ANIVIA_ADMIN_TOKEN");
        fails(Map.of("ANIVIA_ADMIN_TOKEN", "s3cret"), "the token is not one of", "--token-file");
    }

    @Test
    void repeatsWhatTheProcessSaysWithoutItsColours() throws Exception {
        answer(403, "application/problem+json", "{\"detail\":\"needs \\u001b[31mvalues\"}");

        fails(Map.of(), "403: needs \\u001b[31mvalues");
    }

    @Test
    void saysThatItIsNotAnivia() throws Exception {
        answer(200, "text/html", "<html>");
        fails(Map.of(), "is not Anivia's management port");
        answer(404, "text/html", "<html>");
        fails(Map.of(), "404: what answers at", "is not Anivia's management port");
        answer(302, "text/html", "");
        fails(Map.of(), "is not Anivia's management port");
    }

    @Test
    void saysThatNothingAnswers() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "http://127.0.0.1:" + free.getLocalPort();
        }
        fails(Map.of(), "nothing answers at", "is Anivia running there");
    }

    @Test
    void refusesWhatIsNoAddressAndNoToken() {
        for (String wrong : new String[]{"localhost:9000", "http://", "ftp://x", "http://user:s3cret@x", "http://x?token=1",
                "a b"}) {
            assertThatExceptionOfType(AdminCallException.class).isThrownBy(() -> AdminClient.of(wrong, null, Map.of()))
                    .withMessageStartingWith("--url").withMessageNotContaining("s3cret");
        }
        assertThatExceptionOfType(AdminCallException.class)
                .isThrownBy(() -> AdminClient.of(url, directory.resolve("none"), Map.of()))
                .withMessageContaining("cannot be read");
        assertThatExceptionOfType(AdminCallException.class)
                .isThrownBy(() -> client(Map.of("ANIVIA_ADMIN_TOKEN", "s3cr\u00e9t\r\nX: y")))
                .withMessageNotContaining("s3cr");
    }

    private AdminClient client(Map<String, String> environment) throws AdminCallException {
        return AdminClient.of(url, null, environment);
    }

    private void fails(Map<String, String> environment, String... words) throws AdminCallException {
        AdminClient client = client(environment);
        assertThatExceptionOfType(AdminCallException.class).isThrownBy(() -> client.get("admin/x"))
                .satisfies(e -> assertThat(e.getMessage()).contains(words).doesNotContain("s3cret"));
    }

    private void answer(int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (context != null) {
            server.removeContext(context);
        }
        context = server.createContext("/", exchange -> {
            presented = exchange.getRequestHeaders().getFirst("Authorization");
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
