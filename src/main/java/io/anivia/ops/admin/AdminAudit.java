package io.anivia.ops.admin;

import io.anivia.common.Shortened;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs calls that change something or show values of payloads, refused ones too: one line each, without payloads. */
final class AdminAudit {

    private static final Logger LOG = LoggerFactory.getLogger("io.anivia.audit");
    private static final int MAX_CHARACTERS = 500;

    private AdminAudit() {
    }

    static void log(AdminRequest request, int status) {
        if (request.isAudited()) {
            LOG.info("{}", line(request.caller().name(), request.routing().request().method().name(),
                    request.routing().normalizedPath(), request.selection(), request.count(), status));
        }
    }

    static String line(String name, String method, String path, @Nullable String selection,
            @Nullable Long count, int status) {
        return "name=" + clean(name) + " method=" + method + " path=" + clean(path)
                + (selection == null ? "" : " selection=" + clean(selection))
                + (count == null ? "" : " count=" + count) + " status=" + status;
    }

    /** Text of a caller begins no line of its own, and is no longer than a line can be read. */
    private static String clean(String text) {
        return Shortened.to(MAX_CHARACTERS, text.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?"));
    }
}
