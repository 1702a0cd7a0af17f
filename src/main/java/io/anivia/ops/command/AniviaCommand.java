package io.anivia.ops.command;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The words that the program knows. */
@Command(name = "anivia", mixinStandardHelpOptions = true,
        subcommands = {CheckCommand.class, TryCommand.class, RouteTestCommand.class, SchemaCommand.class,
                TapCommand.class, TopCommand.class},
        description = "Without a command it serves. The commands need no broker, no port and no network, but for"
                + " tap and top, which ask a running process on its management port.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all is well", "1:something is wrong; it is printed", "2:the command was not understood"})
final class AniviaCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** Of options alone: there is no command to run. */
    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }
}
