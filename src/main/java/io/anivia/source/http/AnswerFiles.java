package io.anivia.source.http;

import java.io.IOException;

/** Reads a file that an answer consists of, by its name beside the source's own file. */
@FunctionalInterface
public interface AnswerFiles {

    /** @throws IOException if it cannot be read, or is larger than an answer may be */
    byte[] read(String name) throws IOException;
}
