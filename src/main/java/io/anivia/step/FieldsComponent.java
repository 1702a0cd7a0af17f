package io.anivia.step;

import org.apache.camel.spi.annotations.Component;

/** Makes {@code fields:} endpoints. */
@Component("fields")
public final class FieldsComponent extends StepComponent {

    @Override
    StepEndpoint endpoint(String uri, String name) {
        return new FieldsEndpoint(uri, this, name);
    }
}
