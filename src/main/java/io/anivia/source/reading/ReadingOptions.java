package io.anivia.source.reading;

import java.util.List;

/**
 * How a source's payloads are read, as its file says it; {@link Reading} is what it means. Empty: the default.
 *
 * @param decode    the chain that makes JSON of a payload, such as {@code gunzip, form:data, base64, json}
 * @param events    where the events are, such as {@code batch, .} or {@code resourceLogs.scopeLogs.logRecords as log}
 * @param shared    names of the members beside the events that are copied onto them, or {@code *} for all
 * @param id        where an event's id is
 * @param type      where its type is, or a {@code 'literal'}
 * @param timestamp where its time is, each place with a unit if it is not to be guessed: {@code time s}
 * @param sentAt    where the time of sending is: in the event, beside the events, or in the request
 * @param clock     {@code sent}, {@code queued} or {@code none}; empty: {@code anivia.clock.sent-at}
 * @param members   members to add where an event has none of that name: {@code userId=user_id}
 * @param remove    members to take away
 * @param unfold    decoding inside an event: {@code cx base64url json}
 * @param keys      where in a payload the key is, if the request's head has none
 */
public record ReadingOptions(String decode, String events, String shared, String id, String type, String timestamp,
        String sentAt, String clock, String members, String remove, String unfold, List<String> keys) {
}
