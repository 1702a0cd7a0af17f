package io.anivia.step;

import org.apache.camel.spi.annotations.Component;

/** Makes {@code mapping:} endpoints. */
@Component("mapping")
public final class MappingComponent extends StepComponent {

    @Override
    StepEndpoint endpoint(String uri, String name) {
        return new MappingEndpoint(uri, this, name);
    }
}
