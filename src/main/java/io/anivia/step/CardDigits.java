package io.anivia.step;

/**
 * Digits of what may be the number of a payment card, one after the other: ISO/IEC 7812 says how it begins, how long it
 * is and what its check digit is. For one thread.
 */
final class CardDigits {

    static final int FEWEST = 13;
    private static final int MOST = 19;
    /** How many digits say of which kind a card is. */
    private static final int PREFIX = 4;

    private int count;
    private int prefix;
    /** Lengths of cards that begin so, as bits. */
    private int lengths;
    /** Sums of the check by Luhn: which digits count twice depends on how many follow. */
    private int firstDoubled;
    private int secondDoubled;

    /** Returns false if no card begins so; adds no more then. */
    boolean add(int digit) {
        if (count == MOST) {
            return false;
        }
        int doubled = digit < 5 ? digit * 2 : digit * 2 - 9;
        firstDoubled += count % 2 == 0 ? doubled : digit;
        secondDoubled += count % 2 == 0 ? digit : doubled;
        count++;
        if (count <= PREFIX) {
            prefix = prefix * 10 + digit;
            lengths = count == PREFIX ? lengths(prefix) : 0;
        }
        return count < PREFIX || lengths != 0;
    }

    boolean isCard() {
        return (lengths & 1 << count) != 0 && (count % 2 == 0 ? firstDoubled : secondDoubled) % 10 == 0;
    }

    private static int lengths(int prefix) {
        return switch (prefix / 1000) {
            case 2 -> lengthsOf2(prefix);
            case 3 -> lengthsOf3(prefix);
            // Visa
            case 4 -> 1 << 13 | 1 << 16 | 1 << 19;
            case 5 -> lengthsOf5(prefix / 100);
            case 6 -> lengthsOf6(prefix / 100);
            // RuPay, UnionPay
            case 8 -> prefix / 100 == 81 || prefix / 100 == 82 ? atLeast(16) : 0;
            default -> 0;
        };
    }

    /** Mir, Mastercard. */
    private static int lengthsOf2(int prefix) {
        if (prefix >= 2200 && prefix <= 2204) {
            return atLeast(16);
        }
        return prefix >= 2221 && prefix <= 2720 ? 1 << 16 : 0;
    }

    /** American Express, JCB, Diners Club. */
    private static int lengthsOf3(int prefix) {
        int two = prefix / 100;
        if (two == 34 || two == 37) {
            return 1 << 15;
        }
        if (prefix >= 3528 && prefix <= 3589) {
            return atLeast(16);
        }
        boolean isDiners = prefix <= 3059 || prefix == 3095 || two == 36 || two == 38 || two == 39;
        return isDiners ? atLeast(14) : 0;
    }

    /** Mastercard, Maestro. */
    private static int lengthsOf5(int two) {
        if (two >= 51 && two <= 55) {
            return 1 << 16;
        }
        return two == 50 || two >= 56 && two <= 58 ? atLeast(FEWEST) : 0;
    }

    /** Discover, RuPay, UnionPay; Maestro. */
    private static int lengthsOf6(int two) {
        return switch (two) {
            case 60, 62, 64, 65 -> atLeast(16);
            case 63, 67, 68, 69 -> atLeast(FEWEST);
            default -> 0;
        };
    }

    private static int atLeast(int fewest) {
        return (1 << MOST + 1) - (1 << fewest);
    }
}
