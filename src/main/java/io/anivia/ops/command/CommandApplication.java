package io.anivia.ops.command;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.jspecify.annotations.Nullable;

/** Boots the program for one command: everything is there but what is started in a role. */
@Dependent
@Unremovable
public class CommandApplication implements QuarkusApplication {

    /** What a command does once the program is there. */
    @FunctionalInterface
    interface Task {
        /** @return the exit code */
        int run(CommandCamelContext camel) throws Exception;
    }

    private static final String PROFILE = "quarkus.profile";
    /** Quarkus makes the application itself and hands it nothing but texts. */
    private static final AtomicReference<@Nullable Task> TASK = new AtomicReference<>();

    private final CommandCamelContext camel;

    @Inject
    CommandApplication(CommandCamelContext camel) {
        this.camel = camel;
    }

    /**
     * Boots, runs the task, and stops again. Once in a process.
     *
     * @return the task's exit code; 1 if the program cannot be booted
     */
    static int run(Task task) {
        TASK.set(task);
        String configured = System.getProperty(PROFILE, System.getenv().getOrDefault("QUARKUS_PROFILE", "prod"));
        System.setProperty(PROFILE, configured + ",command");
        AtomicInteger exitCode = new AtomicInteger(1);
        Quarkus.run(CommandApplication.class, (code, failure) -> {
            if (failure != null) {
                System.err.println(failure.getMessage() == null ? failure : failure.getMessage());
            }
            exitCode.set(failure == null ? code : 1);
        });
        return exitCode.get();
    }

    @Override
    public int run(String... arguments) throws Exception {
        try (camel) {
            return Objects.requireNonNull(TASK.get(), "started by run").run(camel);
        }
    }
}
