package io.anivia.source.reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.anivia.contract.EventMembers;
import io.anivia.contract.FieldExpression;
import io.anivia.contract.FieldPath;
import io.anivia.source.format.Decoder;
import io.anivia.source.format.Decoders;
import io.anivia.source.format.InnerDecodings;
import io.anivia.source.format.ServiceFormat;
import io.anivia.source.reading.ValuePlace.Origin;
import org.jspecify.annotations.Nullable;

/**
 * How the payloads of a source are read. Immutable and thread-safe.
 *
 * <p>A payload is decoded by its chain of {@link #decoders}, of which the first undoes gzip, whatever {@code decode}
 * says. Its text is any number of records, which are outermost JSON values; a record that is an array is a list of
 * records.
 *
 * <p><b>Events.</b> {@code events: batch, .} names places, separated by commas. A name leads into an object, or into
 * each member of an array: {@code resourceLogs.scopeLogs.logRecords}. At the last name is an array of events or one
 * event. A place may end with the type of its events: {@code measurements as measurement}. All places that are there
 * are read, in the order of the payload. A lone dot is the record itself, if none of the other places is there, and
 * each member of a record that is a list. With a dot, an object at another place is taken neither for an event nor for
 * a member of one: the record is rejected. So is a record in which no place is there. If one is there, an object on the
 * way to another that does not lead on is rejected by itself; an empty list is there.
 *
 * <p><b>Shared.</b> {@code shared: context, resource} names members on the way to an event, at any level, that are
 * copied onto it; the nearest wins. {@code *} is all members beside the events at the outermost level, but not those
 * that {@code sentAt} names, and not {@code anivia}.
 *
 * <p><b>Values.</b> {@code id}, {@code type}, {@code timestamp} and {@code sentAt} name places in the order in which
 * they are looked at. What begins with {@code request.} is a part of the request: {@code request.query.v},
 * {@code request.header.sentat}, {@code request.path.type}, {@code request.method}, {@code request.uri}.
 * <table>
 * <caption>Where else they are looked for</caption>
 * <tr><td>{@code id}</td><td>the event</td><td>the first that is not blank, if it can be used; one in the request is
 * that of the first event, and with the index behind it that of each other</td></tr>
 * <tr><td>{@code type}</td><td>the event, what is shared</td><td>the first text, number or boolean; else the type of
 * the event's place; may be a {@code 'literal'}</td></tr>
 * <tr><td>{@code timestamp}</td><td>the event, what is shared</td><td>the first that is a time</td></tr>
 * <tr><td>{@code sentAt}</td><td>the event, the record</td><td>the first that is a time, the event's before the
 * record's, and the record's before the request's</td></tr>
 * </table>
 * Times may have a unit, {@code s}, {@code ms}, {@code us} or {@code ns}: {@code timeUnixNano ns}. Without, that of a
 * number is guessed by its magnitude. {@code created utc} reads a time without an offset as UTC.
 *
 * <p><b>Members.</b> {@code members: userId=user_id, kind='hit'} adds members where an event has none of that name,
 * from the event, the record or the request. {@code remove: integrations, context.token} takes members away, after all
 * others have been looked for. {@code unfold} decodes members of each event before anything is looked for.
 *
 * <p><b>Keys.</b> Where in the event, or else in the record, the write key is. It is always removed.
 *
 * @param decoders  run one after the other; the first undoes gzip
 * @param events    where the events are
 * @param shared    what is copied onto them
 * @param clock     what {@code sentAt} says of the device's clock; empty: what {@code anivia.clock.sent-at} says
 * @param members   what is added to events
 * @param removed   what is taken off events and off what is shared, keys included
 * @param unfolding what is decoded within events
 * @param keys      where the key is
 */
public record Reading(List<Decoder> decoders, EventPlaces events, SharedMembers shared, List<ValuePlace> id,
        List<ValuePlace> type, List<ValuePlace> timestamp, List<ValuePlace> sentAt, Optional<SentAt> clock,
        List<AddedMember> members, List<FieldPath> removed, Optional<InnerDecodings> unfolding,
        List<FieldPath> keys) {

    private static final String ALL = "*";
    private static final String RESERVED = EventMembers.ANIVIA;

    /** @throws IllegalArgumentException if an option cannot be read; the message begins with the option's name */
    public static Reading parse(ReadingOptions options) {
        List<ValuePlace> sentAt = option("sentAt", options.sentAt(), "sentAt", ValuePlace::times);
        List<FieldPath> keys = option("keys", String.join(",", options.keys()), "", Reading::paths);
        List<FieldPath> removed = new ArrayList<>(option("remove", options.remove(), "", Reading::paths));
        removed.addAll(keys);
        return new Reading(
                option("decode", options.decode(), "json", written -> Decoders.parse("gunzip, " + written)),
                option("events", options.events(), ".", EventPlaces::parse),
                option("shared", options.shared(), "", written -> shared(written, sentAt)),
                option("id", options.id(), "id, messageId", Reading::ids),
                option("type", options.type(), "type", ValuePlace::alternatives),
                option("timestamp", options.timestamp(), "timestamp", ValuePlace::times),
                sentAt,
                option("clock", options.clock(), "", Reading::clock),
                option("members", options.members(), "", Reading::members),
                List.copyOf(removed),
                option("unfold", options.unfold(), "",
                        written -> written.isEmpty() ? Optional.empty() : Optional.of(InnerDecodings.parse(written))),
                keys);
    }

    /** How services are told apart in its payloads; {@code null} if they are not of services. */
    public @Nullable ServiceFormat serviceFormat() {
        return decoders.stream().map(Decoder::serviceFormat).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static <T> T option(String name, String written, String absent, Function<String, T> parse) {
        try {
            return parse.apply(written.isBlank() ? absent : written.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static List<FieldPath> paths(String written) {
        return written.isEmpty() ? List.of()
                : FieldExpression.split(written).stream().map(ValuePlace::pathOf).toList();
    }

    private static List<ValuePlace> ids(String written) {
        List<ValuePlace> places = ValuePlace.alternatives(written);
        if (places.stream().anyMatch(place -> place.origin() == Origin.LITERAL)) {
            throw new IllegalArgumentException("a literal would be the id of every event");
        }
        return places;
    }

    private static SharedMembers shared(String written, List<ValuePlace> sentAt) {
        Set<String> names = new HashSet<>(written.isEmpty() ? List.of() : FieldExpression.split(written));
        boolean isAll = names.remove(ALL);
        if (names.contains("") || names.contains(RESERVED)) {
            throw new IllegalArgumentException(names.contains("") ? "a name is missing in \"" + written + "\""
                    : "'" + RESERVED + "' is reserved");
        }
        Set<String> except = new HashSet<>(Set.of(RESERVED));
        sentAt.stream().filter(place -> place.origin() == Origin.EVENT && place.path().isName())
                .forEach(place -> except.add(place.path().toString()));
        return new SharedMembers(isAll, Set.copyOf(except), Set.copyOf(names));
    }

    private static Optional<SentAt> clock(String written) {
        if (written.isEmpty()) {
            return Optional.empty();
        }
        for (SentAt meaning : SentAt.values()) {
            if (meaning.name().toLowerCase(Locale.ROOT).equals(written)) {
                return Optional.of(meaning);
            }
        }
        throw new IllegalArgumentException("'" + written + "' is none of sent, queued and none");
    }

    private static List<AddedMember> members(String written) {
        List<AddedMember> members = new ArrayList<>();
        for (String part : written.isEmpty() ? List.<String>of() : FieldExpression.split(written)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("a member is written name=path, not '" + part + "'");
            }
            String name = part.substring(0, equals).strip();
            if (EventMembers.RESERVED.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is set by Prospector");
            }
            members.add(new AddedMember(name, ValuePlace.alternatives(part.substring(equals + 1).strip()).get(0)));
        }
        return List.copyOf(members);
    }
}
