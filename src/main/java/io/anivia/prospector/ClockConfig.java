package io.anivia.prospector;

import java.time.Duration;

import io.anivia.source.reading.SentAt;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much a device's clock may be wrong before its times are corrected, and by what. */
@ConfigMapping(prefix = "anivia.clock")
public interface ClockConfig {

    /**
     * Up to this difference between {@code sentAt} and the time of receipt, the payload was in transit and the device's
     * times stay as they are; from twice this difference on, the device's clock is wrong and its times are corrected;
     * in between they are corrected in part, so that there is no jump. Too small a tolerance shifts correct times on
     * slow networks; too large a tolerance lets wrong clocks pass.
     */
    @WithDefault("60s")
    Duration tolerance();

    /**
     * How far the latest time of a payload without {@code sentAt} may lie after the receipt, or after the earliest time
     * if that is in the future, too, for all of them to be shifted so that none is in the future and the distances
     * stay. Beyond, a time in the future is wrong by itself and becomes the time of receipt.
     */
    @WithDefault("24h")
    Duration maxSpan();

    /**
     * What {@code sentAt} is where a source does not say so with {@code clock}: {@code sent}, the device's clock when
     * it sent the payload; {@code queued}, its clock when it wrote it, for clients that send the same bytes again or
     * keep files of them; or {@code none}, which corrects nothing. A payload that is {@code queued} may have waited, so
     * its {@code sentAt} corrects only clocks that are ahead.
     */
    @WithDefault("sent")
    SentAt sentAt();
}
