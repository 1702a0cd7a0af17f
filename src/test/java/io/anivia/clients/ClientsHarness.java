package io.anivia.clients;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.fakes.FakePartner;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/**
 * Lets one client after another send to a packaged Anivia, over one 503 and one 429, and counts what arrives at its
 * webhook: each event once, under its own id and with its own time.
 *
 * <pre>mvn -q -P clients verify</pre>
 *
 * <p>builds without running tests, installs the clients under {@code target/clients}, and takes a few minutes;
 * {@code exec:exec@clients} instead of {@code verify} uses what is there. {@code -Dclients="segment posthog-node"} runs
 * those whose names begin so. Needs Node 20 and Chromium ({@code CHROMIUM}, else {@code /usr/bin/chromium}).
 *
 * <p>Each client is a small file in {@code src/test/clients}, and as its own documentation shows it. It is a process of
 * its own, or a page in a browser, with the host and the key in its environment, and a {@link RefusingProxy} of its own
 * before Anivia. Several run at a time.
 *
 * <p>Prints a row for each client, and what is wrong with it. Ends with status 1 if anything is.
 */
final class ClientsHarness {

    private static final int AT_A_TIME = 5;
    /** Those for Java wait up to 30 s after a refusal, and up to 60 s after the next. */
    private static final Duration LONGEST = Duration.ofSeconds(120);
    /** Longer than clients wait before they send again what they were not content with. */
    private static final Duration PAGES_STAY = Duration.ofSeconds(10);
    private static final Duration DELIVERING = Duration.ofSeconds(20);
    private static final int FINDINGS_PRINTED = 5;

    private ClientsHarness() {
    }

    public static void main(String[] names) throws Exception {
        List<Client> clients = Client.all().stream()
                .filter(client -> names.length == 0 || Arrays.stream(names).anyMatch(client.name()::startsWith))
                .toList();
        List<Outcome> outcomes = run(clients, Workplace.create("clients"));
        print(outcomes);
        System.exit(!outcomes.isEmpty() && outcomes.stream().allMatch(Outcome::isSound) ? 0 : 1);
    }

    private static List<Outcome> run(List<Client> clients, Workplace workplace) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (FakePartner webhook = new FakePartner().start();
                AniviaProcess anivia = new AniviaProcess("anivia", workplace, "256m", Map.of(
                        "WEBHOOK_URL", webhook.url(),
                        "ANIVIA_SOURCES_DIR", Path.of("routes", "sources").toAbsolutePath().toString(),
                        "ANIVIA_ELMER_KEYS", Client.KEY_NAME + "=" + Client.KEY + "," + Client.KEY_NAME + "="
                                + Client.PAIR))) {
            anivia.start().awaitReady();
            Map<Client, Conversation> conversations = converse(clients, vertx, anivia.port());
            int events = conversations.values().stream().mapToInt(each -> each.sent().size()).sum();
            awaitDelivered(webhook, events);
            Collection<JsonNode> delivered = webhook.deliveries().stream().map(FakePartner.Delivery::body).toList();
            Progress.print("%d events sent, %d delivered, %d warnings", events, delivered.size(), anivia.warnings());
            List<Outcome> outcomes = new ArrayList<>();
            conversations.forEach((client, conversation) ->
                    outcomes.add(Outcome.of(client, conversation, delivered)));
            return outcomes;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Map<Client, Conversation> converse(List<Client> clients, Vertx vertx, int port) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            Map<Client, Future<Conversation>> running = new LinkedHashMap<>();
            for (Client client : clients) {
                running.put(client, threads.submit(() -> converse(client, vertx, port)));
            }
            Map<Client, Conversation> conversations = new LinkedHashMap<>();
            for (Map.Entry<Client, Future<Conversation>> each : running.entrySet()) {
                conversations.put(each.getKey(), each.getValue().get());
            }
            return conversations;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Conversation converse(Client client, Vertx vertx, int port) throws Exception {
        try (RefusingProxy proxy = new RefusingProxy(vertx, port, client.refusals(), client.refusedPath())) {
            Conversation conversation = new ClientProcess(client).run(proxy, LONGEST, PAGES_STAY);
            Progress.print("%s: %s", client.name(), conversation.answer());
            return conversation;
        }
    }

    /** What was accepted is delivered soon, unless something is wrong. */
    private static void awaitDelivered(FakePartner webhook, int events) throws InterruptedException {
        long deadline = System.nanoTime() + DELIVERING.toNanos();
        while (webhook.deliveredCount() < events && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static void print(List<Outcome> outcomes) {
        System.out.printf("%n| client | sent | arrived | twice | wrong time | its requests | what it says |%n"
                + "|---|---:|---:|---:|---:|---|---|%n");
        for (Outcome each : outcomes) {
            System.out.printf(Locale.ROOT, "| %s | %d | %d | %d | %d | %s | %s |%n", each.client().name(),
                    each.conversation().sent().size(), each.arrived(), each.twice(), each.wrongTime(),
                    each.conversation().requests(), each.conversation().answer());
        }
        System.out.println();
        for (Outcome each : outcomes) {
            each.wrong().stream().limit(FINDINGS_PRINTED)
                    .forEach(finding -> System.out.println("WRONG: " + each.client().name() + ": " + finding));
            if (each.wrong().size() > FINDINGS_PRINTED) {
                System.out.println("WRONG: " + each.client().name() + ": and "
                        + (each.wrong().size() - FINDINGS_PRINTED) + " more");
            }
        }
        System.out.printf("%d clients passed, %d failed%n", outcomes.stream().filter(Outcome::isSound).count(),
                outcomes.stream().filter(each -> !each.isSound()).count());
    }
}
