package io.anivia.processes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Java programs as processes of their own. */
public final class Java {

    private static final long PATIENCE_SECONDS = 15;

    private Java() {
    }

    /** What starts {@code java} with these arguments, on the same JDK as this program. */
    public static ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** The class path of this program, for programs that are part of it. */
    public static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Asks a process to end, and kills it if it does not. */
    public static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
