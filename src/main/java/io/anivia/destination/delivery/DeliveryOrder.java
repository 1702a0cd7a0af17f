package io.anivia.destination.delivery;

/** Which events of a destination go one after the other, in the order of its queue. */
public enum DeliveryOrder {
    /** None: what is free goes. */
    NONE,
    /** Those with the same order key. */
    BY_KEY,
    /** All. */
    ALL
}
