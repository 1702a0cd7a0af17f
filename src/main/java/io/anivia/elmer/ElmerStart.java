package io.anivia.elmer;

import jakarta.enterprise.event.Observes;

import io.anivia.elmer.http.CollectorServer;
import io.anivia.source.SourceFiles;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;

/** Serves the sources' clients, if this process is an Elmer, once all sources are loaded. */
class ElmerStart {

    private static final String ROUTE = "elmer";

    void start(@Observes AfterStart started, CamelContext context, SourceFiles sources, CollectorServer server) {
        if (context.getRoute(ROUTE) != null) {
            sources.load();
            server.open();
        }
    }
}
