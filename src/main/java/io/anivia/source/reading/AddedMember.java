package io.anivia.source.reading;

/** A member that an event gets if it has none of that name, and where its value is. */
public record AddedMember(String name, ValuePlace place) {
}
