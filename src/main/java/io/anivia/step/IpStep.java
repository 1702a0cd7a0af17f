package io.anivia.step;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import io.anivia.common.AddressTruncation;
import org.jspecify.annotations.Nullable;

/** Shortens addresses, or removes them. Immutable. */
final class IpStep implements EventStep {

    private final List<StepPath> paths;
    /** {@code null}: addresses are removed. */
    private final @Nullable AddressTruncation truncation;

    private IpStep(List<StepPath> paths, @Nullable AddressTruncation truncation) {
        this.paths = paths;
        this.truncation = truncation;
    }

    static IpStep drop(List<StepPath> paths) {
        return new IpStep(paths, null);
    }

    static IpStep truncate(List<StepPath> paths, AddressTruncation truncation) {
        return new IpStep(paths, truncation);
    }

    @Override
    public Map<String, @Nullable Object> apply(Map<String, @Nullable Object> event) {
        EventEdit edit = new EventEdit(event);
        for (StepPath path : paths) {
            if (truncation == null) {
                edit.remove(path);
            } else {
                edit.changeScalars(path, value -> truncated(value, truncation));
            }
        }
        return edit.event();
    }

    private static @Nullable Object truncated(@Nullable Object value, AddressTruncation truncation) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            return EventEdit.REMOVED;
        }
        if (text.indexOf(',') < 0) {
            return truncation.of(text).<Object>map(truncated -> truncated.equals(text) ? text : truncated)
                    .orElse(EventEdit.REMOVED);
        }
        StringJoiner addresses = new StringJoiner(", ");
        for (String part : text.split(",")) {
            truncation.of(part).ifPresent(addresses::add);
        }
        return addresses.length() == 0 ? EventEdit.REMOVED : addresses.toString();
    }
}
