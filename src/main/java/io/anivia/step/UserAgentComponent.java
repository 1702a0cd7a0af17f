package io.anivia.step;

import org.apache.camel.spi.annotations.Component;

/** Makes {@code useragent:} endpoints. */
@Component("useragent")
public final class UserAgentComponent extends StepComponent {

    @Override
    StepEndpoint endpoint(String uri, String name) {
        return new UserAgentEndpoint(uri, this, name);
    }
}
