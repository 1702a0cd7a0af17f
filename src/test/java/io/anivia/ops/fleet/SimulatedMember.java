package io.anivia.ops.fleet;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.anivia.broker.Broker;
import io.anivia.ops.ProcessConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;

/** A process of the fleet, as far as that is concerned: its three connections, and all that asks and answers. */
public final class SimulatedMember implements AutoCloseable {

    /** Its answer is as large as the books of a process are. */
    public static final String OPERATION = "books";
    private static final String BOOKS = "x".repeat(4096);

    private final Broker broker;
    private final ThisProcess process = new ThisProcess(new OneRole(), "1.0");
    private final AtomicLong hellos = new AtomicLong();
    private final FleetMembers members;
    private final Fleet fleet;

    public SimulatedMember(Broker broker) {
        this.broker = broker;
        FleetConfig config = new UsualConfig();
        members = new FleetMembers(config);
        FleetHello hello = new FleetHello(members, process);
        fleet = new Fleet(config, process, new FleetOperations(process, () -> Stream.of(new Counted(hello, hellos),
                new Books())), members, broker, new SimpleMeterRegistry());
    }

    private record Counted(FleetOperation operation, AtomicLong count) implements FleetOperation {
        @Override
        public String name() {
            return operation.name();
        }

        @Override
        public JsonObject answer(JsonObject arguments) throws Exception {
            count.incrementAndGet();
            return operation.answer(arguments);
        }
    }

    private record Books() implements FleetOperation {
        @Override
        public String name() {
            return OPERATION;
        }

        @Override
        public JsonObject answer(JsonObject arguments) {
            return new JsonObject().put("books", BOOKS);
        }
    }

    /** How many answer a question of this one, it among them. */
    public int ask() {
        return fleet.ask(OPERATION, new JsonObject()).answers().size();
    }

    /** How many others it has heard of. */
    public int others() {
        return members.ids().size();
    }

    public Duration helloInterval() {
        return members.helloInterval();
    }

    /** That it has received. */
    public long hellos() {
        return hellos.get();
    }

    /** As one that is killed does: without a word. */
    public void vanish() {
        fleet.close();
        broker.close();
    }

    @Override
    public void close() {
        fleet.stopping(null);
        vanish();
    }

    /** Of a process with roles. */
    static final class OneRole implements ProcessConfig {
        @Override
        public Set<Role> roles() {
            return EnumSet.of(Role.PROSPECTOR);
        }

        @Override
        public Duration shutdownTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Log log() {
            return () -> false;
        }
    }

    private static final class UsualConfig implements FleetConfig {
        @Override
        public Duration answerTimeout() {
            return Duration.ofMillis(500);
        }

        @Override
        public Duration silentFor() {
            return Duration.ofMinutes(10);
        }
    }
}
