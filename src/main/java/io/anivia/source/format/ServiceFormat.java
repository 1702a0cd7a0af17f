package io.anivia.source.format;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A format in which services send what they log and measure: which service an event is of, and whether it is an error.
 * Looks at events as decoders and what is shared have made them.
 */
public enum ServiceFormat {

    /**
     * OpenTelemetry: {@code service.name} of the resource. An error is a log record of severity ERROR or above, which
     * is 17 and more, and a span whose status is an error, which is 2.
     */
    OTLP {
        @Override
        @Nullable Object name(Map<String, ?> event) {
            return member(member(event.get("resource"), "attributes"), "service.name");
        }

        @Override
        public boolean isError(Map<String, ?> event) {
            if (event.get("severityNumber") instanceof Number severity) {
                return severity.intValue() >= OTLP_ERROR;
            }
            Object status = member(event.get("status"), "code");
            return status instanceof Number code ? code.intValue() == OTLP_STATUS_ERROR
                    : "STATUS_CODE_ERROR".equals(status) || isErrorWord(event.get("severityText"));
        }
    },

    /**
     * Splunk's HTTP Event Collector: the indexed field {@code service} or {@code service.name}, else {@code source},
     * else {@code sourcetype}. An error is an event whose {@code level}, {@code severity} or {@code log.level}, or the
     * indexed field of one of these names, is a word such as {@code ERROR}, or a number from 50, as in pino's logs.
     */
    HEC {
        @Override
        @Nullable Object name(Map<String, ?> event) {
            Object hec = event.get("hec");
            Object fields = member(hec, "fields");
            return firstText(member(fields, "service"), member(fields, "service.name"), member(hec, "source"),
                    member(hec, "sourcetype"));
        }

        @Override
        public boolean isError(Map<String, ?> event) {
            Object fields = member(event.get("hec"), "fields");
            for (String name : LEVELS) {
                if (isErrorLevel(event.get(name)) || isErrorLevel(member(fields, name))) {
                    return true;
                }
            }
            return false;
        }
    };

    /** Of what says nothing about its service. */
    static final String UNNAMED = "(no name)";
    private static final int OTLP_ERROR = 17;
    private static final int OTLP_STATUS_ERROR = 2;
    private static final int PINO_ERROR = 50;
    private static final String[] LEVELS = {"level", "severity", "log.level"};
    private static final int MAX_WORD_CHARACTERS = 12;
    private static final Set<String> ERROR_WORDS = Set.of("error", "err", "severe", "fatal", "critical", "crit",
            "alert", "emergency", "emerg", "panic");

    abstract @Nullable Object name(Map<String, ?> event);

    /** The name of the service that an event is of. */
    public String service(Map<String, ?> event) {
        return name(event) instanceof String name && !name.isBlank() ? name : UNNAMED;
    }

    public abstract boolean isError(Map<String, ?> event);

    private static @Nullable Object member(@Nullable Object object, String name) {
        return object instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static @Nullable Object firstText(@Nullable Object... values) {
        for (Object value : values) {
            if (value instanceof String text && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    private static boolean isErrorLevel(@Nullable Object level) {
        return level instanceof Number number ? number.intValue() >= PINO_ERROR : isErrorWord(level);
    }

    private static boolean isErrorWord(@Nullable Object word) {
        return word instanceof String text && text.length() <= MAX_WORD_CHARACTERS
                && ERROR_WORDS.contains(text.toLowerCase(Locale.ROOT));
    }
}
