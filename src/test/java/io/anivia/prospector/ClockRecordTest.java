package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.anivia.source.reading.SentAt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of clocks in its record of decision: what becomes of the times in each case, here and elsewhere. */
class ClockRecordTest {

    private static final Path RECORD = Path.of("src/docs/adr/0016-clocks.md");
    private static final String HEAD = "| case | sentAt | timestamps | PostHog | Jitsu | Sentry | Anivia | right |";
    private static final long RECEIVED_AT = Payloads.RECEIVED_AT.toEpochMilli();
    private static final long DAY = 86_400;

    /** A row; times are seconds after the receipt. */
    record Case(String name, @Nullable Long sentAt, boolean isQueued, long[] timestamps, String postHog, String jitsu,
            String sentry, String anivia) {

        static Case of(String row) {
            String[] cells = Arrays.stream(row.split("\\|", -1)).map(String::strip).toArray(String[]::new);
            String sentAt = cells[2].replace(" queued", "");
            return new Case(cells[1], sentAt.isEmpty() ? null : Long.valueOf(sentAt), cells[2].endsWith(" queued"),
                    Arrays.stream(cells[3].split(", ")).mapToLong(Long::parseLong).toArray(), cells[4], cells[5],
                    cells[6], cells[7]);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        List<String> lines = Files.readAllLines(RECORD);
        return lines.stream().skip(lines.indexOf(HEAD) + 2L).takeWhile(line -> line.startsWith("|")).map(Case::of);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anEventsTimeIsAsTheRecordSays(Case row) {
        DeviceClock clock = new DeviceClock(Duration.ofSeconds(60), Duration.ofHours(24),
                row.isQueued ? SentAt.QUEUED : SentAt.SENT);
        Long sentAt = row.sentAt == null ? null : RECEIVED_AT + row.sentAt * 1000;
        DeviceClock.Readings readings = clock.readings(RECEIVED_AT, Optional.empty());
        for (long timestamp : row.timestamps) {
            readings.add(sentAt, RECEIVED_AT + timestamp * 1000);
        }

        assertThat(each(row, time -> (readings.correct(sentAt, RECEIVED_AT + time * 1000).time() - RECEIVED_AT) / 1000))
                .isEqualTo(row.anivia);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void othersRulesAreAsTheRecordSays(Case row) {
        long offset = row.sentAt == null ? 0 : -row.sentAt;

        assertThat(each(row, time -> {
            long corrected = time + Long.signum(offset) * Math.max(0, Math.abs(offset) - 150);
            return corrected > 23 * 3600 ? 0 : corrected;
        })).isEqualTo(row.postHog);
        assertThat(each(row, time -> Math.abs(offset) >= 300 ? time + offset : time)).isEqualTo(row.jitsu);
        assertThat(each(row, time -> {
            long corrected = Math.abs(offset) >= 55 * 60 ? time + offset : time;
            return corrected > 60 || corrected < -30 * DAY ? 0 : corrected;
        })).isEqualTo(row.sentry);
    }

    private static String each(Case row, LongUnaryOperator corrected) {
        return String.join(", ", LongStream.of(row.timestamps).map(corrected).mapToObj(String::valueOf).toList());
    }
}
