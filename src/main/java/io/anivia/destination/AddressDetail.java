package io.anivia.destination;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.anivia.common.AddressTruncation;
import io.anivia.contract.EventMembers;

/** What of {@code anivia.address}, where an event came from, a destination's route gets. */
enum AddressDetail {

    FULL, TRUNCATED, NONE;

    private static final String ADDRESS = "address";

    /** The event with so much of the address. The one that is given is not changed, nor what is in it. */
    Map<String, Object> in(Map<String, Object> event) {
        if (this == FULL || !(event.get(EventMembers.ANIVIA) instanceof Map<?, ?> before)
                || !(before.get(ADDRESS) instanceof String address)) {
            return event;
        }
        Map<Object, Object> anivia = new LinkedHashMap<>(before);
        Optional<String> left = this == NONE ? Optional.empty() : AddressTruncation.TO_NETWORK.of(address);
        left.ifPresentOrElse(truncated -> anivia.put(ADDRESS, truncated), () -> anivia.remove(ADDRESS));
        Map<String, Object> changed = new LinkedHashMap<>(event);
        changed.put(EventMembers.ANIVIA, anivia);
        return changed;
    }
}
