package io.anivia.fakes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The fakes as a program, for trying things by hand and for benchmarks. Prints what arrived every ten seconds.
 *
 * <p>Arguments: {@code splunk[=port]}, {@code adobe[=port]}, {@code partner[=port]}, {@code rabbit}; and
 * {@code slow=<milliseconds>} for an answer that late, {@code remember} to keep contents, which fills the memory.
 */
public final class Fakes {

    private static final Duration REPORT = Duration.ofSeconds(10);

    private final List<Supplier<String>> reports = new ArrayList<>();
    private boolean remember;
    private Answer answer = Answer.usual();

    private Fakes() {
    }

    /** Runs until it is interrupted. */
    public static void main(String[] arguments) {
        Fakes fakes = new Fakes();
        for (String argument : arguments) {
            fakes.set(argument);
        }
        for (String argument : arguments) {
            fakes.start(argument);
        }
        if (fakes.reports.isEmpty()) {
            System.err.println("What? splunk[=port] adobe[=port] partner[=port] rabbit [slow=<ms>] [remember]");
            System.exit(2);
        }
        // Not a daemon: it keeps the program running.
        Executors.newSingleThreadScheduledExecutor().scheduleAtFixedRate(
                () -> fakes.reports.forEach(report -> System.out.println(report.get())),
                REPORT.toSeconds(), REPORT.toSeconds(), TimeUnit.SECONDS);
    }

    private void set(String argument) {
        if (argument.equals("remember")) {
            remember = true;
        } else if (argument.startsWith("slow=")) {
            answer = Answer.slow(Duration.ofMillis(number(argument)));
        }
    }

    private void start(String argument) {
        switch (argument.split("=")[0]) {
            case "splunk" -> {
                FakeSplunk splunk = listen(new FakeSplunk(), argument);
                System.out.println("  token " + FakeSplunk.TOKEN);
                reports.add(() -> "splunk: %,d requests, %,d events, %,d duplicates".formatted(
                        splunk.requestCount(), splunk.indexedCount(), splunk.duplicates()));
            }
            case "adobe" -> {
                FakeAdobe adobe = listen(new FakeAdobe(), argument);
                reports.add(() -> "adobe: %,d requests, %,d hits, %,d duplicates".formatted(
                        adobe.requestCount(), adobe.hitCount(), adobe.duplicates()));
            }
            case "partner" -> {
                FakePartner partner = listen(new FakePartner(), argument);
                reports.add(() -> "partner: %,d requests, %,d events, %,d duplicates".formatted(
                        partner.requestCount(), partner.deliveredCount(), partner.duplicates()));
            }
            case "rabbit" -> {
                RabbitNode node = RabbitNode.create();
                System.out.println("rabbit: " + node.uri());
                reports.add(() -> "rabbit: " + (node.isRunning() ? "running" : "dead"));
            }
            case "slow", "remember" -> {
                // Set before anything started.
            }
            default -> throw new IllegalArgumentException("unknown: " + argument);
        }
    }

    private <S extends FakeHttpServer<S>> S listen(S fake, String argument) {
        S started = fake.remember(remember).always(answer).start(argument.contains("=") ? number(argument) : 0);
        System.out.println(argument.split("=")[0] + ": " + started.url());
        return started;
    }

    private static int number(String argument) {
        return Integer.parseInt(argument.substring(argument.indexOf('=') + 1));
    }
}
