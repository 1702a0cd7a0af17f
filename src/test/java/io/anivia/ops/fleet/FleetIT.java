package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP;
import io.anivia.broker.Broker;
import io.anivia.broker.TestBrokers;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.ops.admin.HttpProblem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processes that ask each other over RabbitMQ. */
@Tag("slow")
@NeedsRabbit
class FleetIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String EXCHANGE = "anivia.control";
    private static RabbitNode node;

    private final List<Member> members = new ArrayList<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private Member first;
    private Member second;

    @BeforeAll
    static void createNode() {
        node = RabbitNode.create();
        node.start();
    }

    @AfterAll
    static void closeNode() {
        node.close();
    }

    /** What a process is made of. */
    private record Member(Broker broker, ThisProcess process, SimpleMeterRegistry meters, Fleet fleet) {
        double dropped() {
            return meters.counter("anivia.fleet.dropped").count();
        }
    }

    @BeforeEach
    void join() {
        first = member(operation("name", arguments -> new JsonObject().put("n", arguments.getValue("n"))),
                operation("refuse", arguments -> {
                    throw new HttpProblem(409, "not now");
                }), operation("hang", arguments -> new JsonObject()));
        second = member(operation("name", arguments -> {
            asked.incrementAndGet();
            return new JsonObject().put("n", arguments.getValue("n"));
        }),
                operation("hang", arguments -> {
                    hanging.await();
                    return new JsonObject();
                }));
        awaitBoth();
        asked.set(0);
    }

    @AfterEach
    void leave() {
        hanging.countDown();
        members.forEach(each -> {
            each.fleet().close();
            each.broker().close();
        });
    }

    private interface Action {
        JsonObject on(JsonObject arguments) throws Exception;
    }

    private static FleetOperation operation(String name, Action action) {
        return new FleetOperation() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public JsonObject answer(JsonObject arguments) throws Exception {
                return action.on(arguments);
            }
        };
    }

    private Member member(FleetOperation... operations) {
        Broker broker = TestBrokers.quorum(node);
        ThisProcess process = new ThisProcess(new SimulatedMember.OneRole(), "1.0");
        FleetMembers others = new FleetMembers(new TestConfig());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Fleet fleet = new Fleet(new TestConfig(), process, new FleetOperations(process,
                () -> Stream.concat(Stream.of(operations), Stream.of(new FleetHello(others, process)))), others, broker, meters);
        Member member = new Member(broker, process, meters, fleet);
        members.add(member);
        return member;
    }

    private void awaitBoth() {
        for (Member each : members) {
            await().atMost(SOON).until(() -> each.fleet().ask("name", new JsonObject()).answers().size() == 2);
        }
    }

    @Test
    void allAnswerTheOneThatAsksFirst() {
        FleetAnswers answers = second.fleet().ask("name", new JsonObject().put("n", "a\u0000ü"));

        assertThat(answers.answers()).extracting(FleetAnswer::processId)
                .containsExactly(second.process().id(), first.process().id());
        assertThat(answers.results()).allSatisfy(result -> assertThat(result.getString("n")).isEqualTo("a\u0000ü"));
        assertThat(answers.answers().get(1).process().getString("version")).isEqualTo("1.0");
        assertThat(answers.silent()).isEmpty();
        assertThat(first.dropped() + second.dropped()).isZero();
    }

    @Test
    void whatOneCannotDoIsAProblemOfItsOwn() {
        FleetAnswers answers = second.fleet().ask("refuse", new JsonObject());

        assertThat(answers.answers()).isEmpty();
        assertThat(answers.problems()).containsExactlyInAnyOrder(
                new FleetProblem(first.process().id(), 409, "not now"),
                new FleetProblem(second.process().id(), 501, "version 1.0 does not know this"));
    }

    @Test
    void oneThatDoesNotAnswerIsSilentAndHoldsUpNothing() {
        for (int i = 0; i < 3; i++) {
            FleetAnswers answers = first.fleet().ask("hang", new JsonObject());
            assertThat(answers.answers()).extracting(FleetAnswer::processId).containsExactly(first.process().id());
            assertThat(answers.silent()).containsExactly(second.process().id());
        }
        assertThat(first.fleet().described(List.of(second.process().id()))).extracting(each -> each.getString("id"))
                .containsExactly(second.process().id());

        // It is not waited for like others, and answers all the same.
        await().atMost(SOON).until(() -> first.fleet().ask("name", new JsonObject()).answers().size() == 2);
    }

    /** So that its caller can be told what it knows all the same. */
    @Test
    void theOneThatAsksIsSilentTooIfItsOwnAnswerIsLate() {
        FleetAnswers answers = second.fleet().ask("hang", new JsonObject());

        assertThat(answers.answers()).extracting(FleetAnswer::processId).containsExactly(first.process().id());
        assertThat(answers.silent()).containsExactly(second.process().id());
    }

    @Test
    void oneThatVanishesWithoutAWordIsShownAsSilent() {
        second.fleet().close();
        second.broker().close();

        for (int i = 0; i < 5; i++) {
            FleetAnswers answers = first.fleet().ask("name", new JsonObject());
            assertThat(answers.answers()).extracting(FleetAnswer::processId).containsExactly(first.process().id());
            assertThat(answers.silent()).containsExactly(second.process().id());
        }
    }

    @Test
    void anyNumberOfCallersMayPollTheSame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(200);
        try {
            List<Future<FleetAnswers>> polls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                polls.add(threads.submit(() -> first.fleet().ask("name", new JsonObject())));
            }
            for (Future<FleetAnswers> poll : polls) {
                assertThat(poll.get().answers()).hasSize(2);
            }
            assertThat(asked).hasValueLessThan(100);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aHelloOfAFormerVersionIsKnownToo() {
        publish(EXCHANGE, "", bytes("{\"v\":1,\"operation\":\"hello\",\"from\":\"x\",\"arguments\":"
                + "{\"id\":\"x\",\"leaving\":false}}"), null);
        await().atMost(SOON).until(() -> first.fleet().ask("name", new JsonObject()).silent().equals(List.of("x")));

        publish(EXCHANGE, "", bytes("{\"v\":1,\"operation\":\"hello\",\"from\":\"x\",\"arguments\":"
                + "{\"id\":\"x\",\"leaving\":true}}"), null);
        await().atMost(SOON).until(() -> first.fleet().ask("name", new JsonObject()).silent().isEmpty());
    }

    @Test
    void oneThatSaysThatItLeavesIsNotMissed() {
        second.fleet().stopping(null);

        await().atMost(SOON).until(() -> first.fleet().described(List.of(second.process().id())).isEmpty());
    }

    @Test
    void brokenAndHostileMessagesAreCountedAndDoNothing() {
        TestBrokers.declare(node, "anivia.to.partner", Map.of());
        String nested = "{\"v\":1,\"operation\":\"name\",\"from\":\"x\",\"arguments\":" + "{\"a\":".repeat(50_000);
        List<byte[]> broken = List.of(new byte[0], bytes("no JSON"), bytes("[1]"), bytes("null"), bytes("{}"),
                bytes(question(2, "\"name\"", "{}")), bytes(question(0, "\"name\"", "{}")),
                bytes("{\"v\":\"1\",\"operation\":\"name\",\"arguments\":{},\"from\":\"x\"}"),
                bytes(question(1, "7", "{}")), bytes(question(1, "\"name\"", "[]")),
                bytes("{\"v\":1,\"operation\":\"name\",\"arguments\":{}}"), bytes(nested), new byte[2 << 20]);
        double before = first.dropped();

        broken.forEach(body -> publish(EXCHANGE, "", body, null));
        publish(EXCHANGE, "", bytes(question(1, "\"name\"", "{}")), "anivia.to.partner");
        List<String> own = queues().stream().filter(each -> each.startsWith(EXCHANGE + ".")).toList();
        assertThat(own).hasSize(2);
        own.forEach(queue -> publish("", queue, bytes(question(1, "\"name\"", "{}")), null));

        await().atMost(SOON).until(() -> first.dropped() - before == broken.size() + 2);
        assertThat(first.fleet().ask("name", new JsonObject()).answers()).hasSize(2);
        assertThat(TestBrokers.<Long>as(node, channel -> channel.messageCount("anivia.to.partner"))).isZero();
    }

    @Test
    void answersThatWereNotAskedForAreDropped() {
        queues().stream().filter(each -> each.startsWith("anivia.reply.")).forEach(queue -> {
            publish("", queue, bytes("no JSON"), null);
            publish("", queue, new byte[2 << 20], null);
        });

        assertThat(first.fleet().ask("name", new JsonObject()).answers()).hasSize(2);
    }

    @Test
    void membersOfALaterVersionArePassedOver() {
        publish(EXCHANGE, "", bytes("{\"v\":1,\"operation\":\"hello\",\"later\":[1],\"from\":\"x\",\"arguments\":"
                + "{\"id\":\"x\",\"later\":{}}}"), null);

        await().atMost(SOON).until(() -> first.fleet().ask("name", new JsonObject()).silent().equals(List.of("x")));
    }

    @Test
    void aProcessAnswersAloneWhileTheBrokerIsAwayAndWithTheOthersAfterwards() {
        node.stop();
        await().atMost(SOON).until(() -> first.fleet().ask("name", new JsonObject()).answers().size() == 1);

        node.start();
        awaitBoth();
    }

    @Test
    void anAlarmOfTheBrokerHoldsUpNoCaller() {
        node.raiseMemoryAlarm();
        try {
            await().atMost(SOON).until(() -> first.fleet().ask("name", new JsonObject()).silent()
                    .equals(List.of(second.process().id())));
        } finally {
            node.clearMemoryAlarm();
        }
        awaitBoth();
    }

    @Test
    void whatIsDeletedInTheBrokerIsMadeAgain() {
        TestBrokers.as(node, channel -> channel.exchangeDelete(EXCHANGE));

        // By the next hello but two.
        await().atMost(Duration.ofMinutes(2)).until(
                () -> first.fleet().ask("name", new JsonObject()).answers().size() == 2);
    }

    private static String question(int version, String operation, String arguments) {
        return "{\"v\":" + version + ",\"operation\":" + operation + ",\"arguments\":" + arguments + ",\"from\":\"x\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void publish(String exchange, String routingKey, byte[] body, @Nullable String replyTo) {
        TestBrokers.as(node, channel -> {
            channel.confirmSelect();
            channel.basicPublish(exchange, routingKey, new AMQP.BasicProperties.Builder().replyTo(replyTo)
                    .correlationId("x").build(), body);
            return channel.waitForConfirms();
        });
    }

    private static List<String> queues() {
        return node.ctl("list_queues", "name", "--quiet").lines().map(String::strip).toList();
    }

    private static final class TestConfig implements FleetConfig {
        @Override
        public Duration answerTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration silentFor() {
            return Duration.ofMinutes(10);
        }
    }
}
