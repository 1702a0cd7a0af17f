package io.anivia.ops.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.control.ControlBus;
import io.anivia.broker.control.ControlHandler;
import io.anivia.broker.control.ControlMessage;
import io.anivia.common.LogThrottle;
import io.anivia.common.NamedThreads;
import io.anivia.ops.admin.HttpProblem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all processes that share the broker, this one too, and gathers their answers. Each says {@code hello} now and
 * then, the less often the more there are, so that it is known which did not answer. Thread-safe.
 *
 * <p>This process answers itself without the broker, and alone while that is away.
 */
@Singleton
public class Fleet {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    /** A hello may be on its way for so long. */
    private static final Duration HELLO_DELAY = Duration.ofSeconds(2);
    /** After as many hellos of its own, and time for their way, without a single question. */
    private static final int DEAF_HELLOS = 3;
    private static final Duration DEAF_DELAY = Duration.ofSeconds(5);
    /** A hello comes up to this part of its interval early, so that those that start together do not go on together. */
    private static final double JITTER = 0.2;
    /** The part of the time for an answer that one is waited for that did not answer before. */
    private static final int GRACE_DIVISOR = 10;
    private static final Duration HELLO_EXPIRES = Duration.ofSeconds(10);
    private static final Duration ANSWERS_EXPIRE = Duration.ofSeconds(30);
    private static final int THREADS = 4;
    /** Of others as many as the broker delivers without an acknowledgement, and this process's own. */
    private static final int MAX_WAITING = 32;
    private static final int MAX_QUESTIONS = 16;

    private final FleetConfig config;
    private final ThisProcess process;
    private final FleetOperations operations;
    private final FleetMembers members;
    private final Counter dropped;
    private final LogThrottle seldom = new LogThrottle();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING), NamedThreads.daemons("fleet"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(NamedThreads.daemons("fleet-hello"));
    private final Semaphore questions = new Semaphore(MAX_QUESTIONS);
    /** By correlation id; as many as there are questions. */
    private final Map<String, AnswerCollection> open = new ConcurrentHashMap<>();
    private final Broker broker;
    private final ControlBus bus;
    private final SharedCalls<FleetAnswers> shared = new SharedCalls<>();
    private final FleetHello hello;
    private volatile long askedAt = System.nanoTime();
    /** Since when the bus has been open without a break; {@code null} while it is not. */
    private volatile @Nullable Long openSince;
    /** Touched by the timer only. */
    private long nextHelloAt;

    @Inject
    Fleet(FleetConfig config, ThisProcess process, FleetOperations operations, FleetMembers members, Broker broker,
            MeterRegistry meters) {
        this.config = config;
        this.process = process;
        this.operations = operations;
        this.members = members;
        this.hello = new FleetHello(members, process);
        this.broker = broker;
        this.dropped = Counter.builder("anivia.fleet.dropped")
                .description("Messages between processes that were unreadable, too large, too many or misdirected")
                .register(meters);
        threads.allowCoreThreadTimeOut(true);
        this.bus = broker.control(process.id(), threads, new MessageHandler());
        timer.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Asks every process, this one too; blocks, at most for {@code anivia.fleet.answer-timeout} or twice that: calls
     * that come while the same question is being asked share the next one, so it must be one that may be asked once
     * for all of them. No answer is older than the call.
     *
     * @param operation {@link FleetOperation#name}
     * @return to be read only, since several callers may have it
     * @throws HttpProblem 503 if too many questions are being asked, or the process is being stopped
     */
    public FleetAnswers ask(String operation, JsonObject arguments) {
        Duration timeout = config.answerTimeout();
        byte[] question = question(operation, arguments);
        try {
            return shared.call(new String(question, StandardCharsets.UTF_8), () -> {
                // Many look at different things: they take turns.
                if (!questions.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw tooMany();
                }
                return gather(question, timeout);
            });
        } catch (InterruptedException e) {
            throw stopped();
        }
    }

    /** Asks for this caller alone, for an operation that may take longer. */
    public FleetAnswers ask(String operation, JsonObject arguments, Duration timeout) {
        byte[] question = question(operation, arguments);
        if (!questions.tryAcquire()) {
            throw tooMany();
        }
        try {
            return gather(question, timeout);
        } catch (InterruptedException e) {
            throw stopped();
        }
    }

    private byte[] question(String operation, JsonObject arguments) {
        byte[] question = FleetMessages.question(operation, arguments, process.id());
        if (question.length > FleetMessages.MAX_BYTES) {
            throw new HttpProblem(413, "a question of " + question.length + " bytes is too large");
        }
        return question;
    }

    private static HttpProblem tooMany() {
        return new HttpProblem(503, "too many questions to other processes at a time: try again in a moment");
    }

    private static HttpProblem stopped() {
        Thread.currentThread().interrupt();
        return new HttpProblem(503, "the process is being stopped");
    }

    /** Gives the permit back. */
    private FleetAnswers gather(byte[] question, Duration timeout) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        AnswerCollection answers = new AnswerCollection();
        open.put(id, answers);
        try {
            return gather(question, id, answers, timeout);
        } finally {
            open.remove(id);
            questions.release();
        }
    }

    private FleetAnswers gather(byte[] question, String id, AnswerCollection answers, Duration timeout)
            throws InterruptedException {
        long now = System.nanoTime();
        Set<String> known = members.ids();
        boolean isShared = broker.isShared() && bus.isOpen();
        Long since = openSince;
        // A process that has come a moment ago does not know yet which others there are.
        boolean knowsAll = !isShared
                || since != null && now - since > members.longestInterval().plus(HELLO_DELAY).toNanos();
        if (isShared) {
            bus.ask(question, id, timeout);
        }
        answerMyself(question, answers);
        Set<String> awaited = isShared ? members.responsive() : new HashSet<>();
        awaited.add(process.id());
        answers.collect(awaited, isShared ? known : Set.of(), knowsAll, now + timeout.toNanos(),
                timeout.dividedBy(GRACE_DIVISOR).toNanos(), new AnswerCollection.AnswerListener() {
                    @Override
                    public void unreadable(String why) {
                        drop("an answer: " + why);
                    }

                    @Override
                    public void answered(JsonObject by) {
                        if (!process.id().equals(by.getString("id"))) {
                            members.heardOf(by);
                        }
                    }
                });
        known.add(process.id());
        known.removeAll(answers.messages().keySet());
        if (isShared && bus.isOpen()) {
            members.didNotAnswer(known, now);
        }
        return sorted(answers.messages(), known);
    }

    private void answerMyself(byte[] question, AnswerCollection answers) {
        try {
            threads.execute(() -> {
                try {
                    answers.offer(operations.answer(FleetMessages.readQuestion(question)));
                } catch (FleetMessages.UnreadableException e) {
                    throw new IllegalStateException(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answers.offer(FleetMessages.problem(process.toJson(),
                    new HttpProblem(503, "this process has too many questions to answer")));
        }
    }

    private FleetAnswers sorted(Map<String, JsonObject> messages, Set<String> silent) {
        List<FleetAnswer> answers = new ArrayList<>();
        List<FleetProblem> problems = new ArrayList<>();
        messages.forEach((id, message) -> {
            JsonObject result = message.getJsonObject("result");
            if (result == null) {
                JsonObject problem = message.getJsonObject("problem");
                problems.add(new FleetProblem(id, problem.getInteger("status"),
                        String.valueOf(problem.getValue("detail"))));
            } else {
                answers.add(id.equals(process.id()) ? 0 : answers.size(),
                        new FleetAnswer(message.getJsonObject("process"), result));
            }
        });
        return new FleetAnswers(answers, problems, silent.stream().sorted().toList());
    }

    /** Those with these ids as they described themselves when they were last heard of; unknown ones are left out. */
    public List<JsonObject> described(Collection<String> ids) {
        return members.described(ids);
    }

    private void tick() {
        try {
            sayHello();
        } catch (RuntimeException | Error e) {
            // The timer never runs a task again that has thrown.
            LOG.warn("The other processes could not be told that this one is there", e);
        }
    }

    private void sayHello() {
        if (!broker.isShared()) {
            return;
        }
        long now = System.nanoTime();
        if (!bus.isOpen()) {
            openSince = null;
        } else if (openSince == null) {
            openSince = now;
            askedAt = now;
            Duration interval = scheduleHello(now);
            // Answers say at once which others there are.
            ask(FleetHello.NAME, FleetHello.arguments(process, interval), config.answerTimeout());
        } else if (now - nextHelloAt > 0) {
            Duration interval = scheduleHello(now);
            tell(FleetHello.arguments(process, interval));
            if (now - askedAt > interval.multipliedBy(DEAF_HELLOS).plus(DEAF_DELAY).toNanos()) {
                LOG.warn("This process hears nothing of the others, nor of itself: its queue is made again");
                askedAt = now;
                bus.reopen();
            }
        }
    }

    /** @return the longest time until then */
    private Duration scheduleHello(long now) {
        Duration interval = members.helloInterval();
        nextHelloAt = now + (long) (interval.toNanos() * (1 - JITTER * ThreadLocalRandom.current().nextDouble()));
        return interval;
    }

    private void tell(JsonObject hello) {
        bus.ask(FleetMessages.question(FleetHello.NAME, hello, process.id()), null, HELLO_EXPIRES);
    }

    private void drop(String why) {
        dropped.increment();
        seldom.now().ifPresent(before -> LOG.warn("A message of another process is dropped: {}; and {} before it", why,
                before));
    }

    /** Takes what others ask and answer. */
    private final class MessageHandler implements ControlHandler {

        @Override
        public void question(ControlMessage message) {
            try {
                FleetMessages.FleetQuestion question = FleetMessages.readQuestion(message.body());
                askedAt = System.nanoTime();
                // This process has answered itself already.
                if (!process.id().equals(question.from())) {
                    answer(message, question);
                }
            } catch (FleetMessages.UnreadableException e) {
                drop("a question: " + e.getMessage());
            }
        }

        private void answer(ControlMessage message, FleetMessages.FleetQuestion question) {
            byte[] answer = operations.answer(question);
            if (!FleetHello.NAME.equals(question.operation()) || hello.isAnswered()) {
                bus.answer(message, answer, ANSWERS_EXPIRE);
            }
        }

        @Override
        public void answer(ControlMessage message) {
            String id = message.correlationId();
            AnswerCollection answers = id == null ? null : open.get(id);
            if (answers == null) {
                String sender = message.sender();
                if (sender != null) {
                    members.answeredLate(sender);
                }
            } else if (!answers.offer(message.body())) {
                drop("too many answers");
            }
        }

        @Override
        public void dropped(String why) {
            drop(why);
        }
    }

    /** The others need not wait for the answers of a process that is being stopped. */
    void stopping(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) {
        timer.shutdownNow();
        if (bus.isOpen()) {
            tell(FleetHello.goodbye(process));
        }
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
        bus.close();
        threads.shutdownNow();
    }
}
