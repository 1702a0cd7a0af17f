package io.anivia.ops.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.anivia.processes.Java;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests of {@code src/test/console}: the console in a headless Chromium, against a strict fake of the admin
 * API. They need Node 20 and Chromium ({@code CHROMIUM}, else {@code /usr/bin/chromium}), and no package of either.
 */
@Tag("slow")
class ConsoleIT {

    private static final Path OUTPUT = Path.of("target", "console-tests.log");
    private static final long AT_MOST_MINUTES = 8;
    private static final Pattern SOME_PASSED = Pattern.compile("^# pass [1-9]\\d+$", Pattern.MULTILINE);

    @Test
    void theConsoleStandsItsTestsInABrowser() throws IOException, InterruptedException {
        String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
        assumeThat(Path.of(chromium)).as("Chromium is not installed").exists();
        assumeThat(isOnPath("node")).as("Node is not installed").isTrue();
        Process tests = new ProcessBuilder("node", "--test", "--test-reporter=tap", "src/test/console/console.test.js")
                .redirectErrorStream(true).redirectOutput(OUTPUT.toFile()).start();
        try {
            boolean hasEnded = tests.waitFor(AT_MOST_MINUTES, TimeUnit.MINUTES);
            String output = Files.readString(OUTPUT, StandardCharsets.UTF_8);
            assertThat(hasEnded).as(output).isTrue();
            assertThat(tests.exitValue()).as(output).isZero();
            assertThat(output).containsPattern(SOME_PASSED);
        } finally {
            tests.descendants().forEach(ProcessHandle::destroyForcibly);
            Java.end(tests);
        }
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":")).anyMatch(each -> Files.exists(Path.of(each, program)));
    }
}
