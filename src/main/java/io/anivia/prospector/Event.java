package io.anivia.prospector;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An event as destinations get it: the client's object with {@code id}, {@code timestamp} and {@code anivia}.
 *
 * @param id      the event's id, also the member {@code id}
 * @param index   position among the payload's members, zero-based, also {@code anivia.index}
 * @param members the JSON object in the order of its members: {@code Map}, {@code List}, {@code String},
 *                {@code Boolean}, {@code Integer}, {@code Long}, {@code BigInteger}, {@code BigDecimal} (so 12.97 stays
 *                12.97) and {@code null}. Shared context is the same object in all events of a batch: not to be
 *                changed
 * @param json    the members as JSON in UTF-8, written once for all destinations: not to be changed
 */
record Event(String id, int index, Map<String, @Nullable Object> members, byte[] json) {
}
