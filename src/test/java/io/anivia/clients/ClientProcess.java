package io.anivia.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.processes.Java;

/** A client as a process of its own, from its start to its end, and what it prints. For one thread. */
final class ClientProcess {

    /** Where the build puts the clients and what they need. */
    static final Path DIRECTORY = Path.of("target", "clients");

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of lines that are no JSON, such as the stack of what it died of. */
    private static final int LINES_KEPT = 12;

    private final Client client;
    private final List<SentEvent> sent = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private String answer = "";

    ClientProcess(Client client) {
        this.client = client;
    }

    /** Runs it; one that takes longer is ended. */
    Conversation run(RefusingProxy proxy, Duration atMost, Duration pagesStay)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(client.command()).directory(DIRECTORY.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(client.environment(proxy.port()));
        builder.environment().put("STAY_SECONDS", Long.toString(pagesStay.toSeconds()));
        Process process = builder.start();
        process.getOutputStream().close();
        process.onExit().orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS).whenComplete((ended, late) -> {
            if (late != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        });
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                read(line);
            }
        } finally {
            Java.end(process);
        }
        if (process.exitValue() != 0) {
            errors.add("ended with status " + process.exitValue() + ": " + String.join(" | ", lines));
        } else if (answer.isEmpty()) {
            errors.add("ended without a word: " + String.join(" | ", lines));
        }
        return new Conversation(sent, answer, errors, proxy.answers(), proxy.spared(), proxy.unanswered());
    }

    private void read(String line) throws IOException {
        if (!line.startsWith("{\"mark\":") && !line.startsWith("{\"answer\":") && !line.startsWith("{\"error\":")) {
            if (lines.size() < LINES_KEPT) {
                lines.add(line);
            }
            return;
        }
        JsonNode said = JSON.readTree(line);
        if (said.has("mark")) {
            sent.add(new SentEvent(said.get("mark").asText(), said.get("id").asText(), said.get("time").asText(),
                    Instant.parse(said.get("now").asText())));
        } else if (said.has("error")) {
            errors.add(said.get("error").asText());
        } else {
            answer = said.get("answer").asText();
        }
    }
}
