package io.anivia.ops.admin;

import java.util.Locale;

/** What a caller of the admin API may do. */
public enum AdminRole {
    /** Look at everything but the values of payloads. */
    VIEW,
    /** Also change something: pause, replay, discard, reload. */
    OPERATE,
    /** Also look at the values of payloads. */
    VALUES;

    /** The name in settings and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
