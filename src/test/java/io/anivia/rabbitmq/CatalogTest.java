package io.anivia.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.Test;

/** What Camel's catalog, and so editors and {@code camel validate}, know of the component. */
class CatalogTest {

    private final JsonNode catalog = read("/META-INF/io/anivia/rabbitmq/rabbitmq.json");

    @Test
    void describesEveryOptionWithItsDefault() {
        JsonNode options = catalog.path("properties");
        RabbitMQEndpoint endpoint = new RabbitMQEndpoint("rabbitmq:default", new RabbitMQComponent(), "default");
        for (Field field : RabbitMQEndpoint.class.getDeclaredFields()) {
            UriParam param = field.getAnnotation(UriParam.class);
            if (param == null && field.getAnnotation(UriPath.class) == null) {
                continue;
            }
            JsonNode option = options.path(field.getName());
            assertThat(option.path("description").asText()).as(field.getName()).isNotBlank();
            if (param != null && !param.defaultValue().isEmpty()) {
                assertThat(option.path("defaultValue").asText()).as("documented default of " + field.getName())
                        .isEqualTo(String.valueOf(valueOf(field, endpoint)));
            }
        }
        assertThat(options.path("queue").isMissingNode()).isFalse();
    }

    @Test
    void describesEveryHeader() throws IllegalAccessException {
        for (Field field : RabbitMQConstants.class.getFields()) {
            String header = (String) field.get(null);
            assertThat(catalog.path("headers").path(header).path("description").asText()).as(header).isNotBlank();
        }
    }

    @Test
    void namesTheEndpoint() {
        JsonNode component = catalog.path("component");
        assertThat(component.path("scheme").asText()).isEqualTo("rabbitmq");
        assertThat(component.path("syntax").asText()).isEqualTo("rabbitmq:exchangeName");
        assertThat(component.path("async").asBoolean()).isTrue();
        assertThat(component.path("javaType").asText()).isEqualTo(RabbitMQComponent.class.getName());
    }

    private static Object valueOf(Field field, RabbitMQEndpoint endpoint) {
        try {
            field.setAccessible(true);
            return field.get(endpoint);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(String resource) {
        try (InputStream in = CatalogTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, resource + " is not on the class path"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
