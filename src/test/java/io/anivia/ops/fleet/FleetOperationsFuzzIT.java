package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import io.anivia.common.CapturedLog;
import io.anivia.ops.PartnerProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever a message of another program asks a process for, by the operations that there are: there is an answer, it is
 * none that blames the process, and the log has no stack of it. Tries the same messages every time;
 * {@code -Djqwik.tries.default=100000 -Danivia.fuzz.seed=2} tries others, and more.
 */
@Tag("slow")
@QuarkusTest
@TestProfile(PartnerProfile.class)
class FleetOperationsFuzzIT {

    private static final int TRIES = Integer.getInteger("jqwik.tries.default", 500);
    /** Takes a second each time, and reads no arguments. */
    private static final String SLOW = "reload";
    /** All that an operation reads. */
    private static final List<String> MEMBERS = List.of("id", "name", "destination", "values", "stop", "watcher", "taps",
            "rate", "points", "where", "source", "leaving", "intervalSeconds", "host", "version", "startedAt", "roles");
    private static final Set<Integer> STATUSES = Set.of(400, 429);

    @Inject
    FleetOperations operations;
    @Inject
    @Any
    Instance<FleetOperation> all;
    @Inject
    ThisProcess process;

    private final Random random = new Random(Long.getLong("anivia.fuzz.seed", 1));
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void stopListening() {
        log.close();
    }

    /** What was logged of operations, as it is by default. */
    private List<LogRecord> lines() {
        return log.records().stream().filter(line -> line.getLoggerName().equals(FleetOperations.class.getName())
                && line.getLevel().intValue() >= Level.INFO.intValue()).toList();
    }

    @Test
    void argumentsOfAnyTypeAreAnsweredWithoutBlame() throws Exception {
        List<String> names = names();
        assertThat(names).contains("hello", "pause", "resume", "probe", "books", "destination-books", "jobs", "input",
                "services", "shadow", "tap-start", "tap-stop", SLOW);
        names.remove(SLOW);
        for (int i = 0; i < TRIES; i++) {
            JsonObject arguments = object(3);
            for (String name : names) {
                answerIsHarmless(name, arguments);
            }
        }
        linesAreShort();
    }

    /** Each member that an operation reads, one by one, with a value of each type. */
    @Test
    void eachMemberMayBeOfEachType() throws Exception {
        List<Function<JsonObject, JsonObject>> wrappings = List.of(each -> each,
                each -> new JsonObject().put("taps", new JsonArray().add(each)));
        for (Function<JsonObject, JsonObject> wrapping : wrappings) {
            for (String member : MEMBERS) {
                for (Object value : values(0)) {
                    for (String name : names()) {
                        if (!SLOW.equals(name)) {
                            answerIsHarmless(name, wrapping.apply(new JsonObject().put("id", "a").put(member, value)));
                        }
                    }
                }
            }
        }
        linesAreShort();
    }

    @Test
    void aMebibyteOfAnythingIsAnswered() throws Exception {
        JsonArray many = new JsonArray();
        for (int i = 0; i < 100_000; i++) {
            many.add(i);
        }
        for (String name : names()) {
            for (String member : SLOW.equals(name) ? List.of("id") : MEMBERS) {
                answerIsHarmless(name, new JsonObject().put(member, many));
                answerIsHarmless(name, new JsonObject().put(member, "x".repeat(1_000_000)));
            }
        }
        linesAreShort();
    }

    @Test
    void anOperationThatIsUnknownIsAProblem() throws Exception {
        for (String name : List.of("", "x", "HELLO", "books ", "\n", "é", "x".repeat(1_000_000))) {
            JsonObject answer = answer(name, new JsonObject());
            assertThat(answer.getJsonObject("problem").getInteger("status")).isEqualTo(501);
        }
        assertThat(lines()).isEmpty();
    }

    private List<String> names() {
        return new ArrayList<>(new TreeSet<>(all.stream().map(FleetOperation::name).toList()));
    }

    private JsonObject answer(String name, JsonObject arguments) throws Exception {
        byte[] answer = operations.answer(new FleetMessages.FleetQuestion(name, arguments, "x"));
        assertThat(answer.length).isLessThanOrEqualTo(FleetMessages.MAX_BYTES);
        return FleetMessages.readAnswer(answer);
    }

    private void answerIsHarmless(String name, JsonObject arguments) throws Exception {
        // As it comes out of a message.
        JsonObject read = FleetMessages.readQuestion(FleetMessages.question(name, arguments, "x")).arguments();
        JsonObject answer = answer(name, read);
        if (answer.containsKey("problem")) {
            assertThat(STATUSES).as("%s %.200s: %s", name, read, answer)
                    .contains(answer.getJsonObject("problem").getInteger("status"));
        }
    }

    private void linesAreShort() {
        assertThat(lines()).allSatisfy(line -> {
            assertThat(line.getThrown()).isNull();
            assertThat(line.getMessage()).hasSizeLessThan(200);
        });
        // One a second at most, and not one for each message.
        assertThat(lines().size()).isLessThan(TRIES);
    }

    private JsonObject object(int depth) {
        JsonObject object = new JsonObject();
        for (int i = random.nextInt(6); i > 0; i--) {
            List<Object> values = values(depth);
            object.put(MEMBERS.get(random.nextInt(MEMBERS.size())), values.get(random.nextInt(values.size())));
        }
        return object;
    }

    /** One of each type; with a depth, others inside. */
    private List<Object> values(int depth) {
        List<Object> values = new ArrayList<>(Arrays.asList(null, true, false, 0, -1, Integer.MIN_VALUE,
                Long.MAX_VALUE, 1.5, 1e300, "", "partner", "x\n\u0000\u202e", process.id(), "event", "id=1", "*",
                "../../x", "x".repeat(300), new JsonArray(), new JsonArray().addNull().add(1).add("event"),
                new JsonObject(), new JsonObject(Map.of("id", 1))));
        if (depth > 0) {
            values.add(object(depth - 1));
            values.add(new JsonArray().add(object(depth - 1)).add(object(depth - 1)));
        }
        return values;
    }
}
