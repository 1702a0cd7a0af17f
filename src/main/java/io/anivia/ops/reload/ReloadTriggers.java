package io.anivia.ops.reload;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.NamedThreads;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reloads at a SIGHUP, and when watched files have changed. */
@Singleton
class ReloadTriggers {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadTriggers.class);
    private static final String SIGNAL = "HUP";

    private final Instance<RouteReload> reload;
    private final ReloadConfig config;
    private @Nullable ScheduledExecutorService thread;
    /** Of the last look, and of the last reload; for the one thread. */
    private List<String> seen = List.of();
    private List<String> reloaded = List.of();

    @Inject
    ReloadTriggers(Instance<RouteReload> reload, ReloadConfig config) {
        this.reload = reload;
        this.config = config;
    }

    /** Commands have neither route. */
    void start(@Observes AfterStart started, CamelContext context) {
        if (context.getRoute("elmer") == null && context.getRoute("prospector") == null) {
            return;
        }
        ScheduledExecutorService starting =
                Executors.newSingleThreadScheduledExecutor(NamedThreads.daemons("reload"));
        thread = starting;
        // A storm of signals is no queue of reloads.
        CoalescedTask reloading = new CoalescedTask(starting, this::run);
        onSignal(reloading::request);
        long millis = config.watch().toMillis();
        if (millis > 0) {
            starting.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * The class is there on every JVM that Anivia runs on, but is no part of Java's API, so that naming it in the
     * source is a warning. It takes the place of Quarkus' handler, which stops the program.
     */
    private static void onSignal(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(ReloadTriggers.class.getClassLoader(), new Class<?>[] { handler },
                    (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(self);
                            case "equals" -> arguments != null && self == arguments[0];
                            default -> "reload";
                        };
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(SIGNAL), proxy);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.info("SIGHUP does not reload route files here, POST /admin/reload does: {}", e.toString());
        }
    }

    private void look() {
        try {
            List<String> now = reload.get().fingerprints();
            if (reloaded.isEmpty()) {
                reloaded = reload.get().fingerprintsOfRunning();
            }
            // A change may be under way in several files, one after the other.
            if (now.equals(seen) && !now.equals(reloaded) && run()) {
                reloaded = now;
            }
            seen = now;
        } catch (Throwable e) {
            // What leaves this method ends the schedule.
            LOG.error("The directories of routes and sources cannot be watched", e);
        }
    }

    /** @return whether it makes no sense to try the same files again */
    private boolean run() {
        try {
            reload.get().reload();
            return true;
        } catch (ReloadRefusedException e) {
            // It has been logged.
            return !e.isBusy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RuntimeException e) {
            LOG.error("Reload: it failed, and what ran before may not run", e);
            return true;
        }
    }

    @PreDestroy
    void stop() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }
}
