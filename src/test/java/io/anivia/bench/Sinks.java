package io.anivia.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.anivia.processes.Java;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;

/** The destinations in a process of their own. For one thread. */
final class Sinks implements AutoCloseable {

    /** The destinations' names, in the order of everything that is said of them. */
    static final List<String> NAMES = List.of("splunk", "omniture", "webhook");

    /**
     * What has arrived so far.
     *
     * @param distinct events at each destination, duplicates not counted
     * @param duplicates at all of them
     */
    record Counts(List<Long> distinct, long duplicates) {

        long least() {
            return Collections.min(distinct);
        }
    }

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;
    private final List<String> urls;

    private Sinks(Process process) throws IOException {
        this.process = process;
        answers = process.inputReader();
        questions = process.outputWriter();
        urls = List.of(answer().split(" "));
    }

    static Sinks start(Workplace workplace) throws IOException {
        Progress.tell("starting the destinations");
        return new Sinks(Java.command("-Xmx1g", "-cp", Java.classPath(), SinkProgram.class.getName())
                .redirectError(workplace.directory("sinks").resolve("error.log").toFile())
                .start());
    }

    /** The URL of a destination, without a slash at the end. */
    String url(String name) {
        return urls.get(NAMES.indexOf(name));
    }

    Counts counts() throws IOException {
        questions.newLine();
        questions.flush();
        List<Long> numbers = Stream.of(answer().split(" ")).map(Long::valueOf).toList();
        List<Long> distinct = IntStream.range(0, NAMES.size())
                .mapToObj(i -> numbers.get(2 * i) - numbers.get(2 * i + 1)).toList();
        return new Counts(distinct, numbers.get(1) + numbers.get(3) + numbers.get(5));
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        Java.end(process);
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the destinations have ended");
        }
        return line;
    }
}
