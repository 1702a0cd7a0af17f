package io.anivia.ops;

import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Makes an {@code Error} that a step throws, such as a class that is missing, an exception of the exchange.
 *
 * <p>Camel does so for some steps only. Where it does not, the exchange is never finished: behind a step that goes on
 * with another thread nothing comes back to the start of the route, which holds what it was given, and a stop waits for
 * the exchange until its timeout. Worse, a producer that blocks would have delivered. Stateless.
 */
@Singleton
@Named("errorInterceptStrategy")
public final class ErrorInterceptStrategy implements InterceptStrategy {

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext context, NamedNode definition, Processor target,
            Processor nextTarget) {
        return new StepProcessor(target);
    }

    /** A step whose exchange is finished once, whatever the step does. */
    private static final class StepProcessor extends DelegateAsyncProcessor {

        StepProcessor(Processor step) {
            super(step);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            StepCallback once = new StepCallback(callback);
            try {
                boolean isDone = super.process(exchange, once) || once.isDoneSync;
                if (isDone) {
                    callback.done(true);
                }
                return isDone;
            } catch (Error e) {
                if (!once.claim()) {
                    // The step has handed the exchange on to another thread.
                    throw e;
                }
                exchange.setException(e);
                callback.done(true);
                return true;
            }
        }
    }

    /**
     * Calls back once. A step that is done within its call is so only when it returns: Camel reports a producer that
     * throws an Error as done, without an exception, before the Error comes out of it.
     */
    private static final class StepCallback implements AsyncCallback {

        private final AsyncCallback callback;
        private final AtomicBoolean isClaimed = new AtomicBoolean();
        private boolean isDoneSync;

        StepCallback(AsyncCallback callback) {
            this.callback = callback;
        }

        boolean claim() {
            return isClaimed.compareAndSet(false, true);
        }

        @Override
        public void done(boolean doneSync) {
            if (doneSync) {
                isDoneSync = true;
            } else if (claim()) {
                callback.done(false);
            }
        }
    }
}
