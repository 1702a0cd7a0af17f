package io.anivia.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.fakes.FakePartner;
import io.anivia.ops.command.CommandProcess;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what src/docs/tutorial.md says, with the packaged program, in an empty directory. */
class TutorialIT {

    private static final Path PAGE = Path.of("src/docs/tutorial.md");
    /** A file's name and its content, or commands with their output. */
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^(?:`([\\w./-]+)`\n\n```(?:yaml|json)|```console)\n(.*?)^```$");
    private static final Pattern SETTING = Pattern.compile("([A-Z_]+)=(\\S+)");

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void whatItWritesWorksAndEachCommandPrintsWhatItSays() throws Exception {
        int commands = 0;
        for (MatchResult block : BLOCK.matcher(Files.readString(PAGE)).results().toList()) {
            if (block.group(1) != null) {
                write(block.group(1), block.group(2));
            } else {
                assertThat(run(block.group(2))).isEqualTo(block.group(2));
                commands++;
            }
        }
        assertThat(commands).isGreaterThan(6);
        serves();
    }

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** The block with the output that there is. */
    private String run(String block) throws Exception {
        StringBuilder printed = new StringBuilder();
        for (String line : block.lines().filter(each -> each.startsWith("$ ")).toList()) {
            printed.append(line).append('\n');
            String command = line.substring(2);
            if (command.startsWith("export ")) {
                SETTING.matcher(command).results().forEach(set -> environment.put(set.group(1), set.group(2)));
            } else if (command.startsWith("sed -i ")) {
                String[] parts = command.substring("sed -i 's/".length()).split("/' |/", 3);
                Path file = directory.resolve(parts[2]);
                assertThat(Files.readString(file)).contains(parts[0]);
                Files.writeString(file, Files.readString(file).replace(parts[0], parts[1]));
            } else {
                assertThat(command).startsWith("java -jar anivia.jar ");
                printed.append(anivia(command.substring("java -jar anivia.jar ".length()).split(" ")));
            }
        }
        return printed.toString();
    }

    private String anivia(String... arguments) throws Exception {
        CommandProcess.Result result = CommandProcess.run(directory, environment, arguments);
        return result.output() + result.errors();
    }

    private void serves() throws Exception {
        String purchase = Files.readString(directory.resolve("purchase.json"));
        try (FakePartner partner = new FakePartner().start();
                AniviaProcess anivia = new AniviaProcess("anivia", Workplace.create("tutorial"), "256m", Map.of(
                        "ANIVIA_ROUTES_DIR", directory.resolve("shop/destinations").toString(),
                        "PARTNER_URL", partner.url() + "/events", "PARTNER_TOKEN", "t0p-s3cret"))) {
            anivia.start().awaitReady();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + anivia.port() + "/v1/events"))
                    .header("Content-Type", "application/json").POST(BodyPublishers.ofString(purchase)).build();
            assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
                    .startsWith("{\"receipt\":");

            await().atMost(Duration.ofSeconds(30)).until(() -> partner.deliveries().size() == 1);
            JsonNode event = partner.deliveries().iterator().next().body();
            assertThat(event.path("total").asText()).isEqualTo("12.97");
            assertThat(event.at("/user/email").isMissingNode()).isTrue();
            assertThat(event.has("price")).isFalse();
        }
    }
}
