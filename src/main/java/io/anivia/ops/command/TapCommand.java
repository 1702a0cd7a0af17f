package io.anivia.ops.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.anivia.contract.EventJson;
import io.anivia.ops.command.AdminClient.AdminCallException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tap}: shows what passes now, in all processes. */
@Command(name = "tap", mixinStandardHelpOptions = true, description = "Shows what passes now, in all processes: names"
        + " and kinds of values, or the values. Asks a running process on its management port.")
final class TapCommand implements Callable<Integer> {

    @Option(names = "--point", paramLabel = "point", split = ",", description = "Where to look: accepted (payloads),"
            + " event, routed, delivered, failed, dead; several. Default: event.")
    private List<String> points = List.of();

    @Option(names = "--destination", paramLabel = "name", description = "Only what goes to it.")
    private @Nullable String destination;

    @Option(names = "--source", paramLabel = "name", description = "Only what it took in.")
    private @Nullable String source;

    @Option(names = "--where", paramLabel = "path=value", description = "Only events with this value, or with path~part"
            + " in it, such as products[*].sku=17; up to four.")
    private List<String> filters = List.of();

    @Option(names = "--values", description = "Shows the values, too. The token needs the role values.")
    private boolean values;

    @Option(names = "--limit", paramLabel = "n", description = "Ends after so many. Default: what the process"
            + " says, 500.")
    private @Nullable Integer limit;

    @Option(names = "--seconds", paramLabel = "n", description = "Ends after so long. Default: what the process"
            + " says, 120.")
    private @Nullable Integer seconds;

    @Option(names = "--json", description = "Prints the lines as they come, as JSON.")
    private boolean json;

    @Option(names = "--url", paramLabel = "url", defaultValue = "http://localhost:9000",
            description = "Of the management port of any process. Default: ${DEFAULT-VALUE}.")
    private @Nullable String url;

    @Option(names = "--token-file", paramLabel = "file", description = "With the token; else ANIVIA_ADMIN_TOKEN is it.")
    private @Nullable Path tokenFile;

    @Override
    public Integer call() throws InterruptedException {
        try {
            return show(AdminClient.of(Objects.requireNonNull(url), tokenFile, System.getenv()));
        } catch (AdminCallException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private String path() {
        List<String> query = new ArrayList<>();
        points.forEach(point -> add(query, "point", point));
        filters.forEach(filter -> add(query, "where", filter));
        add(query, "destination", destination);
        add(query, "source", source);
        add(query, "values", values ? "true" : null);
        add(query, "limit", limit);
        add(query, "seconds", seconds);
        return "admin/tap" + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    private static void add(List<String> query, String name, @Nullable Object value) {
        if (value != null) {
            query.add(name + "=" + URLEncoder.encode(value.toString(), UTF_8));
        }
    }

    private int show(AdminClient client) throws AdminCallException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(client.open(path()), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Map<String, @Nullable Object> read = EventJson.read(line.getBytes(UTF_8));
                if (json) {
                    out.println(TerminalText.safe(line));
                } else if (read.get("point") != null) {
                    out.println(TapText.of(read));
                }
                if (read.get("end") != null) {
                    TapText.end(read).ifPresent(System.err::println);
                    return 0;
                }
                if (out.checkError()) {
                    // As "| head" does.
                    return 0;
                }
            }
        } catch (IOException e) {
            throw new AdminCallException("the connection has ended: " + (e.getMessage() == null
                    ? e.getClass().getSimpleName() : TerminalText.safe(e.getMessage())));
        }
        throw new AdminCallException("the process has ended, or has closed the connection");
    }
}
