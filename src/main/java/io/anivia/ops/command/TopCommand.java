package io.anivia.ops.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.anivia.ops.command.AdminClient.AdminCallException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** {@code top}: the destinations of all processes, worst first. */
@Command(name = "top", mixinStandardHelpOptions = true, description = "Shows what the destinations of all processes are"
        + " doing, worst first, every two seconds. Asks a running process on its management port.")
final class TopCommand implements Callable<Integer> {

    private static final int SECONDS = 2;
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    @Option(names = "--once", description = "Shows it once.")
    private boolean once;

    @Option(names = "--url", paramLabel = "url", defaultValue = "http://localhost:9000",
            description = "Of the management port of any process. Default: ${DEFAULT-VALUE}.")
    private @Nullable String url;

    @Option(names = "--token-file", paramLabel = "file", description = "With the token; else ANIVIA_ADMIN_TOKEN is it.")
    private @Nullable Path tokenFile;

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        boolean isTerminal = Ansi.AUTO.enabled();
        // Never counted down: the program is ended by a signal, or when its reader is gone.
        CountDownLatch end = new CountDownLatch(1);
        try {
            AdminClient client = AdminClient.of(Objects.requireNonNull(url), tokenFile, System.getenv());
            do {
                String table = FleetTable.of(client.get("admin/fleet"));
                out.print((isTerminal && !once ? HOME_AND_CLEAR : "") + table + (isTerminal || once ? "" : "\n"));
            } while (!once && !out.checkError() && !end.await(SECONDS, TimeUnit.SECONDS));
            return 0;
        } catch (AdminCallException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }
}
