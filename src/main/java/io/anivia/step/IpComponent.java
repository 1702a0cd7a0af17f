package io.anivia.step;

import org.apache.camel.spi.annotations.Component;

/** Makes {@code ip:} endpoints. */
@Component("ip")
public final class IpComponent extends StepComponent {

    @Override
    StepEndpoint endpoint(String uri, String name) {
        return new IpEndpoint(uri, this, name);
    }
}
