package io.anivia.rabbitmq.bench;

import org.apache.camel.CamelContext;

/** A component to be measured. */
interface Contender extends AutoCloseable {

    String name();

    /** Declares the durable quorum queue, and binds what the component needs. */
    void prepare(CamelContext context, String queue) throws Exception;

    String to(String queue);

    String from(String queue);

    int prefetch();

    /** Whether an exchange can be under way without a thread that waits for it. */
    boolean isAsynchronous();

    void delete(String queue) throws Exception;

    @Override
    void close();
}
