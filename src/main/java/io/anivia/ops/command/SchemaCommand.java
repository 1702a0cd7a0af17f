package io.anivia.ops.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code schema}: prints the JSON schema by which an editor completes and underlines. */
@Command(name = "schema", mixinStandardHelpOptions = true,
        description = "Prints the JSON schema of a route file, by which an editor completes and underlines.")
final class SchemaCommand implements Callable<Integer> {

    @Option(names = "--tests", description = "That of a file of tests, partner.test.yaml, instead.")
    private boolean isOfTests;

    @Option(names = "--output", paramLabel = "file", description = "Writes it there, and prints nothing.")
    private @Nullable Path output;

    @Override
    public Integer call() throws IOException {
        return isOfTests ? write(RouteTestSchema.text()) : CommandApplication.run(this::ofRoutes);
    }

    private int ofRoutes(CommandCamelContext camel) throws IOException {
        EndpointOptions endpoints = new EndpointOptions(camel.context());
        return write(EditorSchema.of(RouteSchema.load(endpoints.formatsAndLanguages()), endpoints,
                camel.templates()));
    }

    private int write(String schema) throws IOException {
        if (output == null) {
            System.out.write(schema.getBytes(UTF_8));
            System.out.flush();
        } else {
            Files.writeString(output, schema);
        }
        return 0;
    }
}
