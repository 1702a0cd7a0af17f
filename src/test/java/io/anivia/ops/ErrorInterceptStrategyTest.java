package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.anivia.destination.FailedStepProcessor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exchange is finished, whichever step throws an Error, and on whichever thread. */
class ErrorInterceptStrategyTest {

    private final CamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        camel.getRegistry().bind("breaking", (Processor) exchange -> {
            throw new NoClassDefFoundError("a/Class");
        });
        camel.getRegistry().bind("bean", new Breaking());
        camel.getRegistry().bind("hop", new Hop());
        camel.getRegistry().bind("failedStep", new FailedStepProcessor());
        camel.addComponent("sync", component(false));
        camel.addComponent("async", component(true));
        camel.getCamelContextExtension().addInterceptStrategy(new ErrorInterceptStrategy());
        camel.start();
        PluginHelper.getRoutesLoader(camel).loadRoutes(
                ResourceHelper.resolveMandatoryResource(camel, "file:routes/error-handling.camel.yaml"));
    }

    @AfterEach
    void stop() {
        camel.getShutdownStrategy().setTimeout(1);
        camel.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"process: {ref: breaking}", "bean: {ref: bean, method: call}",
            "setBody: {simple: \"${bean:bean?method=call}\"}", "marshal: {json: {}}", "to: {uri: \"sync:x\"}",
            "to: {uri: \"async:x\"}", "to: {uri: \"direct:breaking\"}",
            "filter: {simple: \"${bean:bean?method=call} == 1\", steps: [{log: x}]}",
            "choice: {when: [{simple: \"${body} != null\", steps: [{to: {uri: \"sync:x\"}}]}]}",
            "loop: {constant: 2, steps: [{process: {ref: breaking}}]}"})
    void anExchangeIsFinished(String step) throws Exception {
        for (String hop : new String[] {"", "- process: {ref: hop}\n        "}) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("r.camel.yaml", """
                    - route:
                        id: r
                        from:
                          uri: direct:r
                          steps:
                            %s- %s
                    - route:
                        id: breaking
                        from:
                          uri: direct:breaking
                          steps:
                            - process: {ref: breaking}
                    """.formatted(hop, step)));
            Exchange exchange = new DefaultExchange(camel);
            exchange.getIn().setBody(new Breaking());
            CompletableFuture<Boolean> finished = new CompletableFuture<>();
            AsyncProcessor route = AsyncProcessorConverterHelper.convert(camel.getRoute("r").getProcessor());

            route.process(exchange, doneSync -> finished.complete(true));

            assertThat(finished.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(exchange.getException()).hasRootCauseInstanceOf(NoClassDefFoundError.class);
            assertThat(exchange.getProperty("anivia.failedStep")).isNotNull();
            assertThat(camel.getInflightRepository().size()).isZero();
        }
    }

    /** Neither can be called nor written as JSON. */
    public static final class Breaking {

        public String call(Object body) {
            throw new NoClassDefFoundError("a/Class");
        }

        public String getMember() {
            throw new NoClassDefFoundError("a/Class");
        }
    }

    /** Goes on with another thread. */
    private static final class Hop extends AsyncProcessorSupport {

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            new Thread(() -> callback.done(false)).start();
            return false;
        }
    }

    private static Component component(boolean async) {
        return new DefaultComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
                return endpoint(uri, this, async);
            }
        };
    }

    private static Endpoint endpoint(String uri, Component component, boolean async) {
        return new DefaultEndpoint(uri, component) {
            @Override
            public Producer createProducer() {
                return async ? new DefaultAsyncProducer(this) {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        throw new NoClassDefFoundError("a/Class");
                    }
                } : new DefaultProducer(this) {
                    @Override
                    public void process(Exchange exchange) {
                        throw new NoClassDefFoundError("a/Class");
                    }
                };
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                throw new UnsupportedOperationException("only sends");
            }
        };
    }
}
