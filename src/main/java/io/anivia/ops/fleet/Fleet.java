package io.anivia.ops.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
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
 * then, so that it is known which did not answer. Thread-safe.
 *
 * <p>This process answers itself without the broker, and alone while that is away.
 */
@Singleton
public class Fleet {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration HELLO_INTERVAL = Duration.ofSeconds(10);
    /** By then every process that is there has said hello, unless a message of it got lost. */
    private static final Duration ALL_HEARD_OF = HELLO_INTERVAL.plusSeconds(2);
    /** After as long without even its own hello. */
    private static final Duration DEAF = HELLO_INTERVAL.multipliedBy(3).plusSeconds(5);
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
    private volatile long ownHelloAt = System.nanoTime();
    /** Since when the bus has been open without a break; {@code null} while it is not. */
    private volatile @Nullable Long openSince;
    /** Touched by the timer only. */
    private long saidHelloAt;

    @Inject
    Fleet(FleetConfig config, ThisProcess process, FleetOperations operations, FleetMembers members, Broker broker,
            MeterRegistry meters) {
        this.config = config;
        this.process = process;
        this.operations = operations;
        this.members = members;
        this.broker = broker;
        this.dropped = Counter.builder("anivia.fleet.dropped")
                .description("Messages between processes that were unreadable, too large, too many or misdirected")
                .register(meters);
        threads.allowCoreThreadTimeOut(true);
        this.bus = broker.control(process.id(), threads, new MessageHandler());
        timer.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Asks every process, this one too; blocks, at most for {@code anivia.fleet.answer-timeout}.
     *
     * @param operation {@link FleetOperation#name}
     * @throws HttpProblem 503 if too many questions are being asked, or the process is being stopped
     */
    public FleetAnswers ask(String operation, JsonObject arguments) {
        return ask(operation, arguments, config.answerTimeout());
    }

    /** The same for an operation that may take longer. */
    public FleetAnswers ask(String operation, JsonObject arguments, Duration timeout) {
        byte[] question = FleetMessages.question(operation, arguments, process.id());
        if (question.length > FleetMessages.MAX_BYTES) {
            throw new HttpProblem(413, "a question of " + question.length + " bytes is too large");
        }
        if (!questions.tryAcquire()) {
            throw new HttpProblem(503, "too many questions to other processes at a time: try again in a moment");
        }
        String id = UUID.randomUUID().toString();
        AnswerCollection answers = new AnswerCollection();
        open.put(id, answers);
        try {
            return gather(question, id, answers, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpProblem(503, "the process is being stopped");
        } finally {
            open.remove(id);
            questions.release();
        }
    }

    private FleetAnswers gather(byte[] question, String id, AnswerCollection answers, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Set<String> known = members.ids();
        boolean isShared = broker.isShared() && bus.isOpen();
        Long since = openSince;
        // A process that has come a moment ago does not know yet which others there are.
        boolean knowsAll = !isShared || since != null && System.nanoTime() - since > ALL_HEARD_OF.toNanos();
        if (isShared) {
            bus.ask(question, id, timeout);
        }
        answerMyself(question, answers);
        Set<String> awaited = new HashSet<>(isShared ? known : Set.of());
        awaited.add(process.id());
        answers.collect(awaited, knowsAll, deadline, new AnswerCollection.AnswerListener() {
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

    private FleetAnswers sorted(Map<String, JsonObject> messages, Set<String> known) {
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
        Set<String> silent = new TreeSet<>(known);
        silent.removeAll(messages.keySet());
        return new FleetAnswers(answers, problems, List.copyOf(silent));
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
            ownHelloAt = now;
            saidHelloAt = now;
            // Answers say at once which others there are.
            ask(FleetHello.NAME, FleetHello.arguments(process, false));
        } else if (now - saidHelloAt > HELLO_INTERVAL.toNanos()) {
            saidHelloAt = now;
            tell(FleetHello.arguments(process, false));
            if (now - ownHelloAt > DEAF.toNanos()) {
                LOG.warn("This process hears nothing of the others, nor of itself: its queue is made again");
                ownHelloAt = now;
                bus.reopen();
            }
        }
    }

    private void tell(JsonObject hello) {
        bus.ask(FleetMessages.question(FleetHello.NAME, hello, process.id()), null, HELLO_INTERVAL);
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
                if (process.id().equals(question.from())) {
                    // It has answered itself already.
                    ownHelloAt = System.nanoTime();
                } else {
                    bus.answer(message, operations.answer(question), ANSWERS_EXPIRE);
                }
            } catch (FleetMessages.UnreadableException e) {
                drop("a question: " + e.getMessage());
            }
        }

        @Override
        public void answer(ControlMessage message) {
            String id = message.correlationId();
            AnswerCollection answers = id == null ? null : open.get(id);
            if (answers == null) {
                LOG.debug("An answer came too late");
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
            tell(FleetHello.arguments(process, true));
        }
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
        bus.close();
        threads.shutdownNow();
    }
}
