package io.anivia.ops.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.anivia.processes.AniviaProcess;

/** Runs a command of the packaged program. */
public final class CommandProcess {

    private static final long SECONDS = 120;

    /** What came of it. */
    public record Result(int exitCode, String output, String errors) {
    }

    private CommandProcess() {
    }

    public static Result run(Path directory, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:TieredStopAtLevel=1", "-jar", AniviaProcess.APPLICATION.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("anivia", ".out");
        Path errors = Files.createTempFile("anivia", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ANIVIA_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Result result = new Result(process.waitFor(), Files.readString(output), Files.readString(errors));
        Files.delete(output);
        Files.delete(errors);
        return result;
    }
}
