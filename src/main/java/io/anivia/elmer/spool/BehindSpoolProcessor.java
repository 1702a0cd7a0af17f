package io.anivia.elmer.spool;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** While payloads wait in the spool, sends new ones there, too, so that none overtakes: with a {@link SpoolFirst}. */
@Singleton
@Named("behindSpool")
final class BehindSpoolProcessor implements Processor {

    private final ElmerSpool spool;

    @Inject
    BehindSpoolProcessor(ElmerSpool spool) {
        this.spool = spool;
    }

    @Override
    public void process(Exchange exchange) {
        if (spool.isBehind()) {
            exchange.setException(SpoolFirst.NOW);
        }
    }
}
