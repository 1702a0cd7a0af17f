package io.anivia.step;

import org.apache.camel.spi.annotations.Component;

/** Makes {@code mask:} endpoints. */
@Component("mask")
public final class MaskComponent extends StepComponent {

    @Override
    StepEndpoint endpoint(String uri, String name) {
        return new MaskEndpoint(uri, this, name);
    }
}
