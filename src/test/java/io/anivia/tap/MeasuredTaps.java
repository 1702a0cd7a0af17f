package io.anivia.tap;

import java.util.List;
import java.util.Set;

/** Taps as they are measured: with the limits that are the defaults of settings. */
public final class MeasuredTaps {

    private static final TapLimits LIMITS = new TapLimits(50, 2_000, 100, 4 << 20, 64 << 10);

    private MeasuredTaps() {
    }

    /** One that looks at a point and whose reader takes all; to be closed. */
    public static Tap open(TapPoint point, String... filters) {
        return Taps.open("bench", new TapQuery(Set.of(point), null, null,
                List.of(filters).stream().map(TapFilter::parse).toList(), true), LIMITS, line -> { }, 10);
    }
}
