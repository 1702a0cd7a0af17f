package io.anivia.ops.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.apache.camel.quarkus.main.CamelMainApplication;
import picocli.CommandLine;

/** Where the process begins: without a word it serves, with one it is a command. */
@QuarkusMain
public final class CommandMain {

    private CommandMain() {
    }

    /** Wrong usage and {@code --help} are answered before anything else is started. */
    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run(CamelMainApplication.class);
        } else {
            System.exit(new CommandLine(new AniviaCommand()).execute(arguments));
        }
    }
}
