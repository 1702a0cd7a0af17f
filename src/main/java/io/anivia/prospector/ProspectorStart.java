package io.anivia.prospector;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;

import io.anivia.broker.Broker;
import io.anivia.contract.Queues;
import io.anivia.destination.routes.DestinationFiles;
import io.anivia.source.SourceFiles;
import io.anivia.source.Sources;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;

/**
 * Starts Prospector's route, if this process has it, once all sources and destinations are loaded: a payload that is
 * read before would be rejected, and an event that is routed before would not be copied to them.
 */
class ProspectorStart {

    static final String ROUTE = "prospector";

    void start(@Observes AfterStart started, CamelContext context, SourceFiles sources, Sources loaded,
            Decoration decoration, EventSchemas schemas, DestinationFiles destinations, Instance<Broker> broker,
            ProspectorMetrics metrics) throws Exception {
        if (context.getRoute(ROUTE) != null) {
            broker.get().declare(Queues.REJECTED);
            sources.load();
            loaded.all().forEach(source -> metrics.register(source.name()));
            loaded.onReload(() -> loaded.all().forEach(source -> metrics.register(source.name())));
            decoration.load();
            schemas.load();
            destinations.load();
            context.getRouteController().startRoute(ROUTE);
        }
    }
}
