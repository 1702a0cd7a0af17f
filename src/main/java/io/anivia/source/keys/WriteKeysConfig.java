package io.anivia.source.keys;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Which clients may send. */
@ConfigMapping(prefix = "anivia.elmer")
public interface WriteKeysConfig {

    /**
     * Write keys, separated by commas, each with a name or without: {@code ios=9f86d081, android=60303ae2}. A client
     * must present one of them. The name travels with its events as {@code anivia.key}; the key itself does not.
     * Several, so that one can be replaced: add the new one, under the same name, move the clients, remove the old one.
     * Both roles need them, for some clients send their key inside the payload. Not set: every client may send.
     */
    Optional<List<String>> keys();
}
