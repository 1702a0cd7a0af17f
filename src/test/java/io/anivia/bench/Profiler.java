package io.anivia.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;


/** async-profiler in Anivia's JVM, from its making until it is stopped. */
final class Profiler {

    /** Lets it see where inlined code is. */
    static final String JVM_OPTIONS = "-XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints";

    private static final Path RESULTS = Path.of("target", "bench");
    private static final String LIBRARY = "linux-%s/libasyncProfiler.so";

    private final VirtualMachine jvm;
    private final Path library;
    private final Path results;

    /**
     * Starts it.
     *
     * @param title what its files are named after
     */
    Profiler(AniviaProcess anivia, Workplace workplace, String title) throws IOException {
        library = unpack(workplace.directory("profiler"));
        results = Files.createDirectories(RESULTS).resolve(title.replaceAll("\\W+", "-"));
        try {
            jvm = VirtualMachine.attach(Long.toString(anivia.process().pid()));
        } catch (AttachNotSupportedException e) {
            throw new IOException("Anivia cannot be profiled", e);
        }
        try {
            command("start,event=cpu,ann");
        } catch (IOException noPerfEvents) {
            Progress.print("no perf events (%s): profiling by timer", noPerfEvents.getCause());
            command("start,event=itimer,ann");
        }
    }

    /** Stops it, leaves a flame graph and its stacks, and prints where time went. */
    void stop() throws IOException {
        Path stacks = Path.of(results + ".collapsed");
        command("stop");
        command("dump,flamegraph,file=" + results.toAbsolutePath() + ".html");
        command("dump,collapsed,ann,file=" + stacks.toAbsolutePath());
        jvm.detach();
        Progress.print("profile: %s and .html", stacks);
        try (Stream<String> lines = Files.lines(stacks)) {
            System.out.println(CpuShares.of(lines).toMarkdown());
        }
    }

    private void command(String command) throws IOException {
        try {
            jvm.loadAgentPath(library.toString(), command);
        } catch (AgentLoadException | AgentInitializationException e) {
            throw new IOException("async-profiler does not " + command, e);
        }
    }

    private static Path unpack(Path directory) throws IOException {
        String name = LIBRARY.formatted(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");
        try (InputStream content = ClassLoader.getSystemResourceAsStream(name)) {
            if (content == null) {
                throw new IOException("async-profiler is in the profile bench only");
            }
            Path library = directory.resolve("libasyncProfiler.so");
            Files.copy(content, library);
            return library;
        }
    }
}
