package io.anivia.prospector;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.anivia.contract.FieldPath;
import io.anivia.source.keys.WriteKeys;
import org.jspecify.annotations.Nullable;

/** The write keys that a client may send in its payload, where its source says that they are. Immutable. */
final class PayloadKeys {

    private final List<FieldPath> places;
    private final WriteKeys known;

    PayloadKeys(List<FieldPath> places, WriteKeys known) {
        this.places = places;
        this.known = known;
    }

    /** The name of the first known key in an event or a record; {@code null} if it has none. */
    @Nullable String nameIn(Map<String, @Nullable Object> object) {
        for (FieldPath place : places) {
            Optional<String> name = place.in(object) instanceof String presented ? known.nameOf(presented)
                    : Optional.empty();
            if (name.isPresent()) {
                return name.get();
            }
        }
        return null;
    }

    /** Why a part without a known key is rejected. */
    String reason() {
        return places.stream().map(FieldPath::toString).collect(Collectors.joining(" or ",
                "no valid write key in the payload, at ", " (anivia.elmer.keys)"));
    }
}
