package io.anivia.faults;

import java.util.Locale;

/** Where events are to arrive. */
enum Sink {
    SPLUNK, OMNITURE, WEBHOOK,
    /** A webhook behind a route that throws on certain events. */
    FRAGILE;

    /** As Anivia names it. */
    String destination() {
        return name().toLowerCase(Locale.ROOT);
    }
}
