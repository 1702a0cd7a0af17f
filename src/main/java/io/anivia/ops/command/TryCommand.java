package io.anivia.ops.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.JsonParser;
import io.anivia.common.SecretMask;
import io.anivia.contract.EventJson;
import io.anivia.destination.Destination;
import io.anivia.destination.Destination.FilterReason;
import io.anivia.destination.delivery.DeliveryTrial;
import io.anivia.destination.delivery.DeliveryTrial.TriedEvent;
import io.anivia.prospector.PayloadTrial;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code try}: shows what a destination would be sent. */
@Command(name = "try", mixinStandardHelpOptions = true, description = "Shows whether a destination accepts events, the"
        + " exact requests that it would be sent, and what is done with the answer.")
final class TryCommand implements Callable<Integer> {

    private static final String STDIN = "-";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Parameters(index = "0", paramLabel = "destination", description = "Its name, as behind destination:")
    private @Nullable String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "event.json", defaultValue = STDIN,
            description = "One event as JSON, several, or an array of them; with --source what a client sends; - is"
                    + " the standard input.")
    private @Nullable String input;

    @Option(names = "--dir", paramLabel = "dir", description = "With sources/ and destinations/ in it; not given: what"
            + " the settings say.")
    private @Nullable Path directory;

    @Option(names = "--answer", paramLabel = "status", description = "What the destination answers: a status, such"
            + " as 422, perhaps with a body behind a space, or timeout. Default: success.")
    private @Nullable String answer;

    @Option(names = "--curl", description = "Prints the requests as curl commands, and nothing else.")
    private boolean curl;

    @Option(names = "--json", description = "Prints the requests as JSON, and nothing else.")
    private boolean json;

    @Option(names = "--send", description = "Really sends, and says what came of it.")
    private boolean send;

    @Option(names = "--source", paramLabel = "name", description = "Begins with a payload of this source's clients.")
    private @Nullable String source;

    @Option(names = "--content-type", paramLabel = "type", defaultValue = "application/json",
            description = "Of the payload. Default: ${DEFAULT-VALUE}.")
    private @Nullable String contentType;

    @Override
    public Integer call() {
        return CommandApplication.run(this::tryOut);
    }

    private int tryOut(CommandCamelContext camel) throws Exception {
        RequestLog log = new RequestLog();
        try {
            log.reset(List.of(), answer == null ? ScriptedAnswer.SUCCESS : ScriptedAnswer.parse(answer));
        } catch (IllegalArgumentException e) {
            System.err.println("--answer: " + e.getMessage());
            return 2;
        }
        if (!send) {
            camel.record(log);
        }
        CheckedRoutes checked = CheckedRoutes.load(camel, camel.directories(directory));
        if (!checked.problems().isEmpty()) {
            checked.problems().forEach(System.err::println);
            return 1;
        }
        String wanted = Objects.requireNonNull(name);
        Optional<Destination> destination = camel.destinations().find(wanted);
        if (destination.isEmpty()) {
            System.err.println("there is no destination '" + wanted + "' among " + camel.destinations().names()
                    + ": perhaps its precondition is not met because a setting is missing, such as its URL");
            return 1;
        }
        List<byte[]> events = accepted(destination.get(), source == null ? events() : read(camel, source));
        List<TriedEvent> tried = trial(camel, wanted).deliver(events);
        print(camel, wanted, log, tried);
        return tried.stream().allMatch(event -> event.failure() == null) || answer != null ? 0 : 1;
    }

    private static DeliveryTrial trial(CommandCamelContext camel, String destination) {
        return camel.destinations().trial(destination, TIMEOUT).orElseThrow();
    }

    private byte[] input() throws IOException {
        return STDIN.equals(input) ? System.in.readAllBytes()
                : Files.readAllBytes(Path.of(Objects.requireNonNull(input)));
    }

    private List<byte[]> events() throws IOException {
        List<byte[]> events = new ArrayList<>();
        // The digits of numbers stay as they are.
        try (JsonParser values = EventJson.queuedParser(input())) {
            while (values.nextToken() != null) {
                Object value = EventJson.readValue(values);
                for (Object event : value instanceof List<?> list ? list : Collections.singletonList(value)) {
                    events.add(EventJson.write(Objects.requireNonNull(event)));
                }
            }
        }
        return events;
    }

    private List<byte[]> read(CommandCamelContext camel, String from) throws Exception {
        PayloadTrial.ReadPayload read = camel.payloads().read(from, input(), contentType, Instant.now(), null);
        if (isForPeople()) {
            read.rejected().forEach(reason -> System.out.println("rejected: " + reason));
            System.out.println(read.filtered() + " events filtered by the source's steps");
            for (byte[] event : read.events()) {
                printRead(camel, from, event);
            }
        }
        return read.events();
    }

    private static void printRead(CommandCamelContext camel, String from, byte[] json) throws IOException {
        System.out.println("read by '" + from + "': " + new String(json, UTF_8));
        if (EventJson.read(json).get("anivia") instanceof Map<?, ?> anivia) {
            System.out.println("  clock: " + anivia.get("clock"));
        }
        List<String> routed = new ArrayList<>();
        for (Destination destination : camel.destinations().on()) {
            if (destination.accepts(EventJson.read(json))) {
                routed.add(destination.name());
            }
        }
        System.out.println("  routed to: " + String.join(", ", routed));
    }

    private List<byte[]> accepted(Destination destination, List<byte[]> events) throws IOException {
        List<byte[]> accepted = new ArrayList<>();
        for (byte[] event : events) {
            if (destination.accepts(EventJson.read(event))) {
                accepted.add(event);
            } else if (isForPeople()) {
                System.out.println(notAccepted(destination, event) + ": " + new String(event, UTF_8));
            }
        }
        if (isForPeople()) {
            System.out.println(accepted.size() + " of " + events.size() + " events accepted\n");
        }
        return accepted;
    }

    private static String notAccepted(Destination destination, byte[] event) throws IOException {
        return destination.filterReason(EventJson.read(event)).orElse(FilterReason.ACCEPT) == FilterReason.CONSENT
                ? "not accepted: without consent to " + destination.consent().orElse("")
                : "not accepted: accept is \"" + destination.expression().orElse("") + "\"";
    }

    private boolean isForPeople() {
        return !curl && !json;
    }

    private void print(CommandCamelContext camel, String destination, RequestLog log, List<TriedEvent> tried)
            throws IOException {
        RequestPrinter printer = new RequestPrinter(SecretMask.of(ConfigProvider.getConfig()));
        if (json) {
            System.out.println(printer.json(log.requests()));
        } else if (curl) {
            log.requests().forEach(request -> System.out.println(printer.curl(request)));
        } else {
            log.requests().forEach(request -> System.out.println(printer.text(request)));
            camel.takeWritten().forEach(line -> System.out.println("line of a file: " + line));
            printOutcome(trial(camel, destination), tried);
        }
    }

    private static void printOutcome(DeliveryTrial trial, List<TriedEvent> tried) {
        for (TriedEvent event : tried) {
            System.out.println(event.failure() == null ? "delivered"
                    : event.fate().name().toLowerCase(Locale.ROOT) + ": " + event.failure().getMessage()
                            + " (" + event.failure().fault().name().toLowerCase(Locale.ROOT) + ")");
        }
        tried.stream().map(TriedEvent::failure).filter(Objects::nonNull).findFirst().ifPresent(failure ->
                trial.decisions(tried.size(), failure).forEach(decision ->
                        System.out.println("  " + decision.when() + ": " + decision.action())));
    }
}
