package io.anivia.ops.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.vertx.core.json.JsonObject;

/** Asks all processes and gathers their answers. Thread-safe. */
@Singleton
public class Fleet {

    private final FleetConfig config;
    private final ThisProcess process;
    private final FleetOperations operations;

    @Inject
    Fleet(FleetConfig config, ThisProcess process, FleetOperations operations) {
        this.config = config;
        this.process = process;
        this.operations = operations;
    }

    /**
     * Asks every process, this one too; blocks, at most for {@code anivia.fleet.answer-timeout}.
     *
     * @param operation {@link FleetOperation#name}
     * @throws io.anivia.ops.admin.HttpProblem 503 if too many questions are being asked
     */
    public FleetAnswers ask(String operation, JsonObject arguments) {
        return ask(operation, arguments, config.answerTimeout());
    }

    /** The same for an operation that may take longer. */
    public FleetAnswers ask(String operation, JsonObject arguments, Duration timeout) {
        List<FleetAnswer> answers = new ArrayList<>();
        List<FleetProblem> problems = new ArrayList<>();
        byte[] question = FleetMessages.question(operation, arguments, process.id());
        try {
            add(FleetMessages.readAnswer(operations.answer(FleetMessages.readQuestion(question))), answers, problems);
        } catch (FleetMessages.UnreadableException e) {
            throw new IllegalArgumentException(e);
        }
        return new FleetAnswers(answers, problems, List.of());
    }

    private static void add(JsonObject message, List<FleetAnswer> answers, List<FleetProblem> problems) {
        JsonObject process = message.getJsonObject("process");
        JsonObject result = message.getJsonObject("result");
        if (result != null) {
            answers.add(new FleetAnswer(process, result));
        } else {
            JsonObject problem = message.getJsonObject("problem");
            problems.add(new FleetProblem(process.getString("id"), problem.getInteger("status"),
                    String.valueOf(problem.getValue("detail"))));
        }
    }
}
