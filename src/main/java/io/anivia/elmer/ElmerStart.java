package io.anivia.elmer;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;

import io.anivia.elmer.http.CollectorServer;
import io.anivia.source.SourceFiles;
import io.anivia.source.Sources;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;

/** Serves the sources' clients, if this process is an Elmer, once all sources are loaded. */
class ElmerStart {

    private static final String ROUTE = "elmer";

    void start(@Observes AfterStart started, CamelContext context, SourceFiles files, Sources sources,
            CollectorServer server, @Named("accepted") AcceptedProcessor accepted) {
        if (context.getRoute(ROUTE) != null) {
            files.load();
            sources.all().forEach(source -> accepted.announce(source.name()));
            server.open();
            sources.onReload(() -> {
                sources.all().forEach(source -> accepted.announce(source.name()));
                server.announceKeys();
            });
        }
    }
}
