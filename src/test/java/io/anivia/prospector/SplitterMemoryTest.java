package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.anivia.processes.Java;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever payload is within the limits, a heap of 256 MB is enough for it. */
class SplitterMemoryTest {

    @Test
    void aSmallHeapIsEnoughForAnyPayload() throws Exception {
        assertThatItSurvives(20261127, 12);
    }

    @Tag("slow")
    @Test
    void aSmallHeapIsEnoughForManyPayloads() throws Exception {
        assertThatItSurvives(System.nanoTime(), 400);
    }

    private static void assertThatItSurvives(long seed, int payloads) throws IOException, InterruptedException {
        Process process = Java.command("-Xmx256m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError", "-cp",
                Java.classPath(), SplitterMemoryProgram.class.getName(), String.valueOf(seed),
                String.valueOf(payloads)).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).describedAs("seed %d: %s", seed, output).isZero();
        } finally {
            Java.end(process);
        }
    }
}
