package io.anivia.step;

/** Where a card number, an e-mail address or a phone number within a text ends. */
final class PersonalTexts {

    static final int NOT_FOUND = -1;

    private static final char NO_BREAK_SPACE = '\u00a0';
    private static final int FEWEST_PHONE_DIGITS = 8;
    /** ITU-T E.164. */
    private static final int MOST_PHONE_DIGITS = 15;
    /** Between two groups of digits of a phone number, such as ") ". */
    private static final int MOST_PHONE_SEPARATORS = 2;
    private static final int SHORTEST_TOP_LEVEL = 2;
    private static final int LAST_FOUR = 4;

    private PersonalTexts() {
    }

    /**
     * Where the longest card number ends that begins with the digit here. Digits may be in groups, with a blank or a
     * hyphen between them; a number within a word, or with decimal places, is none.
     */
    static int endOfCard(CharSequence text, int from) {
        if (!isStart(text, from) || isDecimalPoint(text, from - 1)) {
            return NOT_FOUND;
        }
        CardDigits digits = new CardDigits();
        int end = NOT_FOUND;
        int at = from;
        while (true) {
            while (at < text.length() && isDigit(text.charAt(at))) {
                if (!digits.add(text.charAt(at) - '0')) {
                    return end;
                }
                at++;
            }
            if (digits.isCard() && isEnd(text, at) && !isDecimalPoint(text, at)) {
                end = at;
            }
            if (at + 1 >= text.length() || !isGroupSeparator(text.charAt(at)) || !isDigit(text.charAt(at + 1))) {
                return end;
            }
            at++;
        }
    }

    /** The last four digits in front of the end of a card number. */
    static String lastFour(CharSequence text, int end) {
        StringBuilder four = new StringBuilder(LAST_FOUR);
        for (int at = end - 1; four.length() < LAST_FOUR; at--) {
            if (isDigit(text.charAt(at))) {
                four.append(text.charAt(at));
            }
        }
        return four.reverse().toString();
    }

    /** Where a phone number ends that begins with the + here. */
    static int endOfPhone(CharSequence text, int plus) {
        int at = plus + 1;
        // No country's number begins with 0.
        if (!isStart(text, plus) || at == text.length() || !isDigit(text.charAt(at)) || text.charAt(at) == '0') {
            return NOT_FOUND;
        }
        int end = NOT_FOUND;
        int digits = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            while (at < text.length() && isDigit(text.charAt(at))) {
                digits++;
                at++;
            }
            if (digits > MOST_PHONE_DIGITS) {
                return end;
            }
            if (digits >= FEWEST_PHONE_DIGITS && isEnd(text, at)) {
                end = at;
            }
            for (int separators = 0; separators < MOST_PHONE_SEPARATORS && at < text.length()
                    && isPhoneSeparator(text.charAt(at)); separators++) {
                at++;
            }
        }
        return end;
    }

    /** Where the domain of an e-mail address ends that begins here: it has a dot, and no digit begins its last name. */
    static int endOfDomain(CharSequence text, int from) {
        int end = NOT_FOUND;
        int name = from;
        int at = from;
        while (true) {
            while (at < text.length() && isOfDomain(text.charAt(at))) {
                at++;
            }
            if (at == name) {
                return end;
            }
            if (name > from && at - name >= SHORTEST_TOP_LEVEL && Character.isLetter(text.charAt(name))) {
                end = text.charAt(at - 1) == '-' ? end : at;
            }
            if (at == text.length() || text.charAt(at) != '.') {
                return end;
            }
            at++;
            name = at;
        }
    }

    /**
     * Where the part of an e-mail address begins that is in front of its @.
     *
     * @param first where it may begin
     */
    static int startOfMailbox(CharSequence text, int at, int first) {
        int start = at;
        while (start > first && isOfMailbox(text.charAt(start - 1))) {
            start--;
        }
        while (start < at && text.charAt(start) == '\'') {
            start++;
        }
        return start;
    }

    static boolean isDigit(char sign) {
        return sign >= '0' && sign <= '9';
    }

    /** RFC 5321, without what also stands around addresses, such as = and /, and with other letters (RFC 6531). */
    private static boolean isOfMailbox(char sign) {
        return switch (sign) {
            case '.', '_', '%', '+', '-', '\'', '!', '#', '$', '*', '^', '~' -> true;
            default -> Character.isLetterOrDigit(sign);
        };
    }

    private static boolean isOfDomain(char sign) {
        return sign == '-' || Character.isLetterOrDigit(sign);
    }

    static boolean isGroupSeparator(char sign) {
        return sign == ' ' || sign == '-' || sign == NO_BREAK_SPACE;
    }

    private static boolean isPhoneSeparator(char sign) {
        return isGroupSeparator(sign) || sign == '.' || sign == '/' || sign == '(' || sign == ')';
    }

    /** Whether no word goes on here. */
    private static boolean isStart(CharSequence text, int at) {
        return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
    }

    private static boolean isEnd(CharSequence text, int at) {
        return at == text.length() || !Character.isLetterOrDigit(text.charAt(at));
    }

    /** A dot between two digits. */
    private static boolean isDecimalPoint(CharSequence text, int at) {
        return at > 0 && at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at - 1))
                && isDigit(text.charAt(at + 1));
    }
}
