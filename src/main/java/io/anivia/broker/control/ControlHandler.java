package io.anivia.broker.control;

/** Takes the messages of other processes. */
public interface ControlHandler {

    /** Takes a question that was asked of all processes, this one too; may block. */
    void question(ControlMessage question);

    /** Takes an answer to this process; must not block. */
    void answer(ControlMessage answer);

    /** A message is dropped, because it did not come the way such messages come or there are too many. */
    void dropped(String why);
}
