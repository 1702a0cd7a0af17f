package io.anivia.faults;

/**
 * What a count may be.
 *
 * @param least the events that must be in it
 * @param most the messages there were of them, those that came again included
 */
record CountRange(long least, long most) {

    /** The same of a count that has lost what a process counted that is gone. */
    CountRange fromZero() {
        return new CountRange(0, most);
    }

    CountRange plus(CountRange other) {
        return new CountRange(least + other.least, most + other.most);
    }

    boolean has(long count) {
        return least <= count && count <= most;
    }

    @Override
    public String toString() {
        return least == most ? Long.toString(least) : least + " to " + most;
    }
}
