package io.anivia.step;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Writes texts without the card numbers, addresses and phone numbers in them.
 *
 * <p>Time grows with the length of a text alone: the text is gone through once, and at a sign that may belong to
 * something no more is looked at than the word around it, or the digits of one number. Immutable.
 */
final class TextMask {

    private static final String ENCODED_AT = "%40";

    private final boolean masksCards;
    private final boolean masksEmails;
    private final boolean masksPhones;
    private final @Nullable String fixed;

    /** @param fixed written in place of everything; {@code null}: what fits */
    TextMask(Set<PersonalText> kinds, @Nullable String fixed) {
        this.masksCards = kinds.contains(PersonalText.CARD);
        this.masksEmails = kinds.contains(PersonalText.EMAIL);
        this.masksPhones = kinds.contains(PersonalText.PHONE);
        this.fixed = fixed;
    }

    /** The masked text; {@code null} if there is nothing to mask. */
    @Nullable String apply(CharSequence text) {
        return isWorthwhile(text.toString()) ? new MaskedText(text).masked() : null;
    }

    /** Whether it has the signs of which something consists; most texts do not. */
    private boolean isWorthwhile(String text) {
        return masksEmails && (text.indexOf('@') >= 0 || text.indexOf(ENCODED_AT) >= 0)
                || masksPhones && text.indexOf('+') >= 0
                || masksCards && text.length() >= CardDigits.FEWEST && hasDigitsInGroups(text);
    }

    /** Whether so many digits as a card has follow one another, with no more than a separator between two. */
    private static boolean hasDigitsInGroups(String text) {
        int digits = 0;
        boolean isSeparated = false;
        int length = text.length();
        for (int at = 0; at < length; at++) {
            char sign = text.charAt(at);
            if (PersonalTexts.isDigit(sign)) {
                isSeparated = false;
                if (++digits == CardDigits.FEWEST) {
                    return true;
                }
            } else if (digits > 0) {
                boolean goesOn = !isSeparated && PersonalTexts.isGroupSeparator(sign);
                digits = goesOn ? digits : 0;
                isSeparated = goesOn;
            }
        }
        return false;
    }

    /** One text. For one thread. */
    private final class MaskedText {

        private final CharSequence text;
        private final StringBuilder masked = new StringBuilder(0);
        /** Where what is not yet written begins. */
        private int unwritten;

        MaskedText(CharSequence text) {
            this.text = text;
        }

        @Nullable String masked() {
            int at = 0;
            while (at < text.length()) {
                char sign = text.charAt(at);
                if (PersonalTexts.isDigit(sign)) {
                    at = card(at);
                } else if (sign == '+' && masksPhones) {
                    at = phone(at);
                } else if (sign == '@' && masksEmails) {
                    at = email(at, at + 1);
                } else if (sign == '%' && masksEmails && isEncodedAt(at)) {
                    at = email(at, at + ENCODED_AT.length());
                } else {
                    at++;
                }
            }
            return unwritten == 0 ? null : masked.append(text, unwritten, text.length()).toString();
        }

        private boolean isEncodedAt(int at) {
            return at + 2 < text.length() && text.charAt(at + 1) == '4' && text.charAt(at + 2) == '0';
        }

        /** Where to go on. */
        private int card(int at) {
            int next = at + 1;
            while (next < text.length() && PersonalTexts.isDigit(text.charAt(next))) {
                next++;
            }
            // Most numbers are neither long enough nor the first of several groups.
            boolean isCandidate = masksCards && (next - at >= CardDigits.FEWEST
                    || next < text.length() && PersonalTexts.isGroupSeparator(text.charAt(next)));
            int end = isCandidate ? PersonalTexts.endOfCard(text, at) : PersonalTexts.NOT_FOUND;
            return end == PersonalTexts.NOT_FOUND ? next : replace(at, end, "****" + PersonalTexts.lastFour(text, end));
        }

        private int phone(int at) {
            int end = PersonalTexts.endOfPhone(text, at);
            return end == PersonalTexts.NOT_FOUND ? at + 1 : replace(at, end, "+***");
        }

        private int email(int at, int domain) {
            int end = PersonalTexts.endOfDomain(text, domain);
            int from = end == PersonalTexts.NOT_FOUND ? at : PersonalTexts.startOfMailbox(text, at, unwritten);
            return from == at ? at + 1 : replace(from, end, "***" + text.subSequence(at, end));
        }

        private int replace(int from, int end, String mask) {
            masked.append(text, unwritten, from).append(fixed == null ? mask : fixed);
            unwritten = end;
            return end;
        }
    }
}
