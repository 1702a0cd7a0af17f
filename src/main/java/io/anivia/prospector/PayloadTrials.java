package io.anivia.prospector;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.source.Sources;
import io.anivia.source.keys.WriteKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;

/** Reads payloads by the routes of another context than the one that serves, as they are before a reload. */
@Singleton
public class PayloadTrials {

    private final ProspectorConfig config;
    private final ClockConfig clock;
    private final MessageSizeLimit sizeLimit;
    private final WriteKeys writeKeys;
    private final DecorationConfig decoration;
    private final SchemasConfig schemas;

    @Inject
    PayloadTrials(ProspectorConfig config, ClockConfig clock, MessageSizeLimit sizeLimit, WriteKeys writeKeys,
            DecorationConfig decoration, SchemasConfig schemas) {
        this.config = config;
        this.clock = clock;
        this.sizeLimit = sizeLimit;
        this.writeKeys = writeKeys;
        this.decoration = decoration;
        this.schemas = schemas;
    }

    /**
     * By the routes of a context, and the schemas that are there now. Nothing is counted.
     *
     * @param sources of the context
     * @throws io.anivia.routes.InvalidRouteFileException if a schema is not valid
     */
    public PayloadTrial in(CamelContext context, Sources sources) throws Exception {
        MeterRegistry meters = new SimpleMeterRegistry();
        Decoration steps = new Decoration(context, decoration);
        steps.connect();
        EventSchemas there = new EventSchemas(schemas, meters);
        there.load();
        return new PayloadTrial(context, new SplitterProcessor(config, clock, sizeLimit, writeKeys, sources, steps,
                there, new ProspectorMetrics(meters, name -> sources.find(name).isPresent())));
    }
}
