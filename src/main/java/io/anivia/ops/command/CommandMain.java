package io.anivia.ops.command;

import io.quarkus.runtime.Quarkus;
import picocli.CommandLine;

/**
 * Where the process begins: without a word it serves, with one it is a command.
 *
 * <p>It is named by {@code quarkus.package.main-class}: Camel Quarkus leaves it to a class with {@code @QuarkusMain} to
 * start Camel, which would be after the port is open.
 */
public final class CommandMain {

    static {
        // Quarkus answers 400 to what java.net.URI does not take, and browsers send: ?title=a|b, ?d={"n":1}, ?p=100%.
        System.setProperty("vertx.disableURIValidation", "true");
    }

    private CommandMain() {
    }

    /** Wrong usage and {@code --help} are answered before anything else is started. */
    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
        } else {
            System.exit(new CommandLine(new AniviaCommand()).execute(arguments));
        }
    }
}
