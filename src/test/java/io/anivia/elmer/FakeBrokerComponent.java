package io.anivia.elmer;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.rabbitmq.RabbitMQComponent;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** Stands in for {@code rabbitmq:}: confirms from a thread of its own, at once or on {@link #confirmAll}; or fails. */
@Alternative
@Singleton
@Named("rabbitmq")
class FakeBrokerComponent extends RabbitMQComponent {

    record Message(byte[] body, Map<String, Object> headers) {
    }

    record UnconfirmedExchange(Exchange exchange, AsyncCallback callback) {
    }

    final List<Message> messages = new CopyOnWriteArrayList<>();
    final Queue<UnconfirmedExchange> unconfirmed = new ConcurrentLinkedQueue<>();
    private final Executor confirms = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fake-broker");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean holding;
    private volatile @Nullable Exception failure;

    void reset() {
        holding = false;
        failure = null;
        confirmAll();
        messages.clear();
    }

    void hold() {
        holding = true;
    }

    void failWith(Exception with) {
        failure = with;
    }

    void confirmAll() {
        for (UnconfirmedExchange next = unconfirmed.poll(); next != null; next = unconfirmed.poll()) {
            confirm(next);
        }
    }

    private void confirm(UnconfirmedExchange message) {
        confirms.execute(() -> message.callback().done(false));
    }

    private boolean publish(Exchange exchange, AsyncCallback callback) {
        messages.add(new Message(exchange.getMessage().getBody(byte[].class),
                Map.copyOf(exchange.getMessage().getHeaders())));
        exchange.setException(failure);
        UnconfirmedExchange message = new UnconfirmedExchange(exchange, callback);
        if (holding) {
            unconfirmed.add(message);
        } else {
            confirm(message);
        }
        return false;
    }

    @Override
    protected void doInit() {
        // The broker of the real component is not needed.
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Map<String, Object> options = Map.copyOf(parameters);
        parameters.clear();
        return new FakeEndpoint(uri, options);
    }

    final class FakeEndpoint extends DefaultEndpoint {

        final Map<String, Object> options;

        FakeEndpoint(String uri, Map<String, Object> options) {
            super(uri, FakeBrokerComponent.this);
            this.options = options;
        }

        @Override
        public Producer createProducer() {
            return new DefaultAsyncProducer(this) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    return publish(exchange, callback);
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("no consumer");
        }
    }
}
