package io.anivia.ops.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.ops.tap.TapStream.TapEnd;
import org.junit.jupiter.api.Test;

class TapStreamTest {

    private static final Duration STALL = Duration.ofSeconds(30);

    private final Reader reader = new Reader();
    private final AtomicInteger ends = new AtomicInteger();
    private long now = 17;
    private final TapStream stream =
            new TapStream(reader, Duration.ofSeconds(120), 3, STALL, () -> now, ends::incrementAndGet);

    /** Takes what it is written, until it does not. */
    private static final class Reader implements LineOutput {

        private final List<String> lines = new ArrayList<>();
        private boolean full;
        private boolean closed;
        private boolean ended;
        private boolean aborted;

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public void write(String line) {
            assertThat(closed || ended || aborted).as("written to while it is open").isFalse();
            lines.add(line);
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }

    @Test
    void endsAtItsLimit() {
        stream.begin();
        List.of("a", "b", "c", "d").forEach(stream::line);

        assertThat(reader.lines).containsExactly("{\"alive\":true,\"dropped\":0,\"processes\":1,\"silent\":0}", "a", "b",
                "c", "{\"end\":\"limit\",\"shown\":3,\"dropped\":0}");
        assertThat(reader.ended).isTrue();
        assertThat(ends).hasValue(1);
    }

    @Test
    void givesASignOfLifeInASecondWithoutALine() {
        pass(1);
        stream.line("a");
        stream.tick();
        stream.addDropped(4);
        stream.fleet(3, 1);
        pass(1);

        assertThat(reader.lines).containsExactly("{\"alive\":true,\"dropped\":0,\"processes\":1,\"silent\":0}", "a",
                "{\"alive\":true,\"dropped\":4,\"processes\":3,\"silent\":1}");
    }

    @Test
    void endsAfterItsTime() {
        pass(119);
        assertThat(reader.ended).isFalse();
        pass(1);
        assertThat(reader.lines).last().isEqualTo("{\"end\":\"time\",\"shown\":0,\"dropped\":0}");
        pass(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void aReaderThatNeverReadsCostsLinesAndThenItsConnection() {
        reader.full = true;
        for (int second = 0; second < 30; second++) {
            stream.line("lost");
            pass(1);
        }
        assertThat(reader.aborted).isFalse();
        pass(1);

        assertThat(reader.lines).isEmpty();
        assertThat(reader.aborted).isTrue();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aReaderThatReadsNowAndThenIsToldWhatItMissed() {
        reader.full = true;
        stream.line("lost");
        pass(29);
        reader.full = false;
        pass(1);
        reader.full = true;
        pass(29);

        assertThat(reader.aborted).isFalse();
        assertThat(reader.lines).containsExactly("{\"alive\":true,\"dropped\":1,\"processes\":1,\"silent\":0}");
    }

    @Test
    void aReaderThatHasGoneEndsIt() {
        reader.closed = true;
        stream.line("a");
        pass(1);

        assertThat(ends).hasValue(1);
        assertThat(reader.lines).isEmpty();
    }

    @Test
    void isToldThatTheProcessStops() {
        stream.end(TapEnd.STOPPED);
        stream.line("a");

        assertThat(reader.lines).containsExactly("{\"end\":\"stopped\",\"shown\":0,\"dropped\":0}");
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += Duration.ofSeconds(1).toNanos();
            stream.tick();
        }
    }
}
