package io.anivia.tap;

/** As many taps are open in this process as may be. */
public final class TooManyTapsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooManyTapsException(int most) {
        super(most + " live taps are open in this process already (anivia.tap.max-open): close one", null, false,
                false);
    }
}
