package io.anivia.destination.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.contract.EventJson;
import io.anivia.destination.delivery.DeliveryException;

/**
 * One event as a form, a field for each of its members: {@code marshal: {custom: {ref: form}}}. A member that is an
 * object or a list is written as JSON; one that is null is left out. Thread-safe.
 *
 * @see <a href="https://url.spec.whatwg.org/#urlencoded-serializing">URL Standard, urlencoded serializing</a>
 */
@Singleton
@Named("form")
public final class FormDataFormat extends EventDataFormat {

    public FormDataFormat() {
        super("form", "application/x-www-form-urlencoded");
    }

    @Override
    void write(List<Map<?, ?>> events, OutputStream to) throws IOException, DeliveryException {
        if (events.size() > 1) {
            throw DeliveryException.permanent("the format 'form' takes one event at a time: set batchSize to 1", null);
        }
        boolean isFirst = true;
        for (Map.Entry<?, ?> member : events.get(0).entrySet()) {
            Object value = member.getValue();
            if (value != null) {
                String text = value instanceof Map || value instanceof Collection
                        ? new String(EventJson.write(value), UTF_8) : value.toString();
                to.write(((isFirst ? "" : "&") + encode(member.getKey().toString()) + '=' + encode(text))
                        .getBytes(UTF_8));
                isFirst = false;
            }
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
