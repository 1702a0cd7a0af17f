package io.anivia.step;

import org.apache.camel.spi.annotations.Component;

/** Makes {@code sample:} endpoints. */
@Component("sample")
public final class SampleComponent extends StepComponent {

    @Override
    StepEndpoint endpoint(String uri, String name) {
        return new SampleEndpoint(uri, this, name);
    }
}
