package io.anivia.step;

/** What one run of a template may still do. For one thread. */
final class MappingBudget {

    private final int maxOperations;
    private final int maxSize;
    private int operations;
    private long size;

    MappingBudget(int maxOperations, int maxSize) {
        this.maxOperations = maxOperations;
        this.maxSize = maxSize;
    }

    /** Counts one operation. */
    void spend() {
        if (++operations > maxOperations) {
            throw new MappingLimitException("it does more than maxOperations, " + maxOperations);
        }
    }

    /** Counts characters of the result. */
    void spendSize(int characters) {
        size += characters;
        requireSize(size);
    }

    void requireSize(long characters) {
        if (characters > maxSize) {
            throw new MappingLimitException("it makes more than maxSize, " + maxSize);
        }
    }
}
