package io.anivia.destination;

import org.apache.camel.telemetry.decorators.AbstractMessagingSpanDecorator;

/** Names spans after the destination; without it they would all be called "destination". */
public final class DestinationSpanDecorator extends AbstractMessagingSpanDecorator {

    @Override
    public String getComponent() {
        return "destination";
    }

    @Override
    public String getComponentClassName() {
        return DestinationComponent.class.getName();
    }
}
