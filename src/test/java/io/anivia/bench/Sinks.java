package io.anivia.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import io.anivia.processes.Java;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;


/** The destinations in a process of their own. For one thread. */
final class Sinks implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;
    private final String url;

    private Sinks(Process process) throws IOException {
        this.process = process;
        answers = process.inputReader();
        questions = process.outputWriter();
        url = "http://127.0.0.1:" + answer();
    }

    static Sinks start(Workplace workplace) throws IOException {
        Progress.print("starting the destinations");
        return new Sinks(Java.command("-Xmx512m", "-cp", Java.classPath(), SinkProgram.class.getName())
                .redirectError(workplace.directory("sinks").resolve("error.log").toFile())
                .start());
    }

    /** Of Splunk and Omniture; others have their name as its path. */
    String url() {
        return url;
    }

    /** By destination; those that have had nothing yet are not there. */
    Map<String, Arrivals> arrivals() throws IOException {
        Map<String, Arrivals> arrivals = new HashMap<>();
        for (String part : ask(SinkProgram.COUNT).split(";")) {
            int sign = part.indexOf('=');
            if (sign > 0) {
                arrivals.put(part.substring(0, sign), Arrivals.parse(part.substring(sign + 1)));
            }
        }
        return arrivals;
    }

    /** The last body that a destination got. */
    byte[] lastBody(String destination) throws IOException {
        return Base64.getDecoder().decode(ask(destination));
    }

    /** Lets the latencies begin anew. */
    void forgetTimes() throws IOException {
        ask(SinkProgram.FORGET);
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        Java.end(process);
    }

    private String ask(String question) throws IOException {
        questions.write(question);
        questions.newLine();
        questions.flush();
        return answer();
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the destinations have ended");
        }
        return line;
    }
}
