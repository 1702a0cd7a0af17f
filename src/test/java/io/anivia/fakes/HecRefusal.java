package io.anivia.fakes;

/** Why the collector does not take an event or a request. Carries no stack: it is an answer, not a fault. */
final class HecRefusal extends Exception {

    private final transient Reply reply;

    HecRefusal(HecCode code) {
        this(code.reply());
    }

    HecRefusal(Reply reply) {
        super(reply.body(), null, false, false);
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
