package io.anivia.step;

import org.apache.camel.spi.annotations.Component;

/** Makes {@code hash:} endpoints. */
@Component("hash")
public final class HashComponent extends StepComponent {

    @Override
    StepEndpoint endpoint(String uri, String name) {
        return new HashEndpoint(uri, this, name);
    }
}
