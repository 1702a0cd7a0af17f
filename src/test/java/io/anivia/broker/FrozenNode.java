package io.anivia.broker;

import java.io.IOException;

import io.anivia.fakes.RabbitNode;


/** Stops a node's process for a while, without closing anything: as a hung machine or a lost network looks like. */
public record FrozenNode(String pid) {

    public FrozenNode(RabbitNode node) {
        this(node.ctl("eval", "os:getpid().").replaceAll("\\D", ""));
    }

    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            if (new ProcessBuilder("kill", "-" + name, pid).start().waitFor() != 0) {
                throw new IllegalStateException("cannot send " + name + " to " + pid);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
