package io.anivia.ops.fleet;

import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.LogThrottle;
import io.anivia.ops.admin.HttpProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers questions to this process, its own and those of others. */
@Singleton
class FleetOperations {

    private static final Logger LOG = LoggerFactory.getLogger(FleetOperations.class);

    private final LogThrottle refused = new LogThrottle();
    private final LogThrottle failures = new LogThrottle();
    private final ThisProcess process;
    /** Looked through when a question comes: an operation may ask the fleet itself. */
    private final Supplier<Stream<FleetOperation>> operations;

    @Inject
    FleetOperations(ThisProcess process, Instance<FleetOperation> operations) {
        this(process, operations::stream);
    }

    FleetOperations(ThisProcess process, Supplier<Stream<FleetOperation>> operations) {
        this.process = process;
        this.operations = operations;
    }

    /** The answer as a message; what fails is one, too. */
    byte[] answer(FleetMessages.FleetQuestion question) {
        try {
            FleetOperation operation = operations.get()
                    .filter(each -> each.name().equals(question.operation())).findFirst()
                    .orElseThrow(() -> new HttpProblem(501, "version " + process.version() + " does not know this"));
            return FleetMessages.answer(process.toJson(), operation.answer(question.arguments()));
        } catch (HttpProblem e) {
            if (e.status() == 400) {
                logRefused(question, e);
            }
            return FleetMessages.problem(process.toJson(), e);
        } catch (ClassCastException e) {
            logRefused(question, e);
            return FleetMessages.problem(process.toJson(),
                    new HttpProblem(400, "the arguments are of another type than this version knows"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FleetMessages.problem(process.toJson(), new HttpProblem(503, "the process is being stopped"));
        } catch (Exception | LinkageError | StackOverflowError e) {
            failures.now().ifPresent(before -> LOG.error("Operation '{}' of the fleet failed; and {} before it",
                    question.operation(), before, e));
            return FleetMessages.problem(process.toJson(),
                    new HttpProblem(500, "this failed, and the log of the process says why"));
        }
    }

    /** Another program, or a version to come, may send anything at any rate: that is worth a line, and no stack trace. */
    private void logRefused(FleetMessages.FleetQuestion question, RuntimeException why) {
        refused.now().ifPresent(before -> LOG.warn("Operation '{}' of the fleet was asked for with arguments that this"
                + " version does not know; and {} before it", question.operation(), before));
        LOG.debug("It is refused", why);
    }
}
