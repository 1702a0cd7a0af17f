package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

class StackTraceTest {

    @Test
    void showsClassesFramesAndCausesButNoMessage() {
        Throwable failure = new IllegalStateException("a payload", new IllegalArgumentException("its text"));

        assertThat(printed(StackTrace.withoutMessages(failure)))
                .startsWith("java.lang.IllegalStateException" + System.lineSeparator())
                .contains("Caused by: java.lang.IllegalArgumentException", getClass().getName())
                .doesNotContain("payload", "text");
    }

    @Test
    void endsWithACycleOfCauses() {
        Exception one = new Exception();
        one.initCause(new Exception(one));

        assertThat(printed(StackTrace.withoutMessages(one))).contains("Caused by: java.lang.Exception");
    }

    private static String printed(Throwable trace) {
        StringWriter text = new StringWriter();
        trace.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
