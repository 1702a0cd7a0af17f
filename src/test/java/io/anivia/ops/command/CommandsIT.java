package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.anivia.processes.AniviaProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the packaged program, as an integrator calls them: in a directory of their own. */
class CommandsIT {

    private static final Path ROUTES = Path.of("routes").toAbsolutePath();
    private static final long SECONDS = 120;

    @TempDir
    private Path directory;

    private record Result(int exitCode, String output, String errors) {
    }

    @Test
    void checkFindsNothingWrongWithTheShippedFiles() throws Exception {
        Result result = anivia(Map.of(), "check", ROUTES.toString());

        assertThat(result).isEqualTo(new Result(0, "15 files, no problem\n", ""));
        assertThat(directory).as("nothing is written").isEmptyDirectory();
    }

    @Test
    void checkFindsAllThatIsWrongOfAllFiles() throws Exception {
        Path files = Files.createDirectory(directory.resolve("destinations"));
        copy("webhook", files, "id: webhook-no-headers", "idd: webhook-no-headers", "url: ", "ulr: ");
        copy("splunk", files, "destination:splunk", "destination:webhook");

        Result result = anivia(Map.of("WEBHOOK_URL", "http://partner/"), "check", files.toString());

        assertThat(result.output().lines()).satisfiesExactly(
                line -> assertThat(line).contains("webhook.camel.yaml:13:12: the destination 'destination:webhook' is"
                        + " taken by").contains("splunk.camel.yaml:16: write another one"),
                line -> assertThat(line).contains("webhook.camel.yaml:21:13: 'removeHeaders' has no 'idd': write 'id'"),
                line -> assertThat(line).contains("webhook.camel.yaml:43:15: 'async-http' has no option 'ulr': write"
                        + " 'url'"));
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void aWordThatIsNoCommandIsAnsweredWithTheUsage() throws Exception {
        Result result = anivia(Map.of(), "chek");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors()).contains("Did you mean: anivia check");
    }

    private static void copy(String name, Path into, String... replaced) throws IOException {
        String file = name + ".camel.yaml";
        String text = Files.readString(ROUTES.resolve("destinations").resolve(file));
        for (int i = 0; i < replaced.length; i += 2) {
            assertThat(text).contains(replaced[i]);
            text = text.replace(replaced[i], replaced[i + 1]);
        }
        Files.writeString(into.resolve(file), text);
    }

    private Result anivia(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:TieredStopAtLevel=1", "-jar", AniviaProcess.APPLICATION.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("anivia", ".out");
        Path errors = Files.createTempFile("anivia", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ANIVIA_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Result result = new Result(process.waitFor(), Files.readString(output), Files.readString(errors));
        Files.delete(output);
        Files.delete(errors);
        return result;
    }
}
