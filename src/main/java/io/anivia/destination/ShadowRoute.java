package io.anivia.destination;

import java.util.Set;

import org.apache.camel.EndpointAware;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.bean.BeanProcessor;
import org.apache.camel.processor.Enricher;
import org.apache.camel.processor.PollEnricher;
import org.apache.camel.processor.PollProcessor;
import org.apache.camel.processor.RecipientList;
import org.apache.camel.processor.RoutingSlip;
import org.apache.camel.processor.ScriptProcessor;
import org.apache.camel.processor.SendDynamicProcessor;
import org.apache.camel.processor.WireTapProcessor;
import org.apache.camel.spi.IdAware;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what the steps of a shadow's route could send to, past what takes its requests: anything but the sinks that
 * are taught to show them, and the steps that change events.
 */
final class ShadowRoute {

    /** Of components whose producers send nothing, or show it. */
    private static final Set<String> SINKS_AND_STEPS = Set.of("io.anivia.step", "io.anivia.destination.http",
            "io.anivia.destination.splunk", "io.anivia.destination.omniture");
    private static final String CAMEL = "org.apache.camel.";

    private ShadowRoute() {
    }

    /** @throws IllegalArgumentException if a step could send something, with its id and what to write */
    static void refuseOtherTargets(String destination, Route route) {
        refuse(destination, route.getProcessor());
    }

    private static void refuse(String destination, Object processor) {
        String target = target(processor);
        if (target != null) {
            String id = processor instanceof IdAware step && step.getId() != null ? "step '" + step.getId() + "'" : "a step";
            throw new IllegalArgumentException("destination '" + destination + "': mode cannot be shadow: " + id
                    + " would send, or write, in spite of it (" + target + "): end in async-http, splunk or omniture, or"
                    + " write mode: live");
        }
        if (processor instanceof Navigate<?> navigable && navigable.hasNext()) {
            navigable.next().forEach(next -> refuse(destination, next));
        }
    }

    /** {@code null}: it does not send, or sends to what shows it. */
    private static @Nullable String target(Object processor) {
        if (processor instanceof EndpointAware sender) {
            var endpoint = sender.getEndpoint();
            // A destination itself is where the route begins.
            return endpoint == null || SINKS_AND_STEPS.contains(endpoint.getClass().getPackageName()) ? null
                    : endpoint.getEndpointBaseUri();
        }
        boolean isDynamic = processor instanceof SendDynamicProcessor || processor instanceof WireTapProcessor
                || processor instanceof RecipientList || processor instanceof RoutingSlip
                || processor instanceof Enricher || processor instanceof PollEnricher
                || processor instanceof PollProcessor;
        boolean isBean = processor instanceof Processor && !(processor instanceof Navigate<?>)
                && !processor.getClass().getName().startsWith(CAMEL);
        boolean isForeign = isBean || processor instanceof BeanProcessor || processor instanceof ScriptProcessor;
        return isDynamic ? "to what an expression names" : isForeign ? "a bean or script, which may do anything" : null;
    }
}
