package io.anivia.elmer.spool;

/** Payloads wait in the spool, and this one's place is behind them. No fault, so it has no stack. */
public final class SpoolFirst extends Exception {

    static final SpoolFirst NOW = new SpoolFirst();

    private SpoolFirst() {
        super("payloads wait in the spool: this one goes behind them", null, false, false);
    }
}
