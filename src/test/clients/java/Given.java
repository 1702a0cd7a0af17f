import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An event for a client to send, with its mark somewhere in it: what client.js is to JavaScript.
 *
 * @param id   for clients that let one be given
 * @param time for clients that let one be given; lies some seconds back
 */
record Given(String mark, String id, Instant time) {

    static final String HOST = System.getenv("HOST");
    static final String KEY = System.getenv("KEY");

    private static final String CLIENT = System.getenv("CLIENT");
    private static final AtomicInteger EVENTS = new AtomicInteger();

    /** The client sends this id and this time. */
    static Given event() {
        Given given = next();
        say(given, given.id);
        return given;
    }

    /** The client makes an id itself. */
    static Given eventForId() {
        Given given = next();
        say(given, "made");
        return given;
    }

    /** The client sends no id. */
    static Given eventWithoutId() {
        Given given = next();
        say(given, "none");
        return given;
    }

    /** The client is done, and this is what it says. */
    static void done(String answer) {
        System.out.printf("{\"answer\":\"%s\"}%n", answer);
    }

    /** The client reports that it has lost something. */
    static void failed(Object error) {
        System.out.printf("{\"error\":\"%s\"}%n", String.valueOf(error).replace('"', '\''));
    }

    private static Given next() {
        int number = EVENTS.incrementAndGet();
        return new Given(String.format("%s-%02d", CLIENT, number), UUID.randomUUID().toString(),
                Instant.now().minusSeconds(20 - number).truncatedTo(ChronoUnit.MILLIS));
    }

    private static void say(Given given, String id) {
        System.out.printf("{\"mark\":\"%s\",\"id\":\"%s\",\"time\":\"%s\",\"now\":\"%s\"}%n", given.mark, id,
                given.time, Instant.now());
    }
}
