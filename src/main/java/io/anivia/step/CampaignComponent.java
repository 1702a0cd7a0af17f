package io.anivia.step;

import org.apache.camel.spi.annotations.Component;

/** Makes {@code campaign:} endpoints. */
@Component("campaign")
public final class CampaignComponent extends StepComponent {

    @Override
    StepEndpoint endpoint(String uri, String name) {
        return new CampaignEndpoint(uri, this, name);
    }
}
