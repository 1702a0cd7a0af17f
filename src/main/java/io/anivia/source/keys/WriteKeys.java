package io.anivia.source.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.SecretSet;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The secrets that allow a client to send, and their names, which are no secrets: {@code ios=9f86d081,
 * android=60303ae2}. Several may have one name, so that one can be replaced by another. A secret without a name is
 * called by its position, {@code key-1}. Immutable.
 */
@Singleton
public final class WriteKeys {

    /** What follows has to be more than the padding of base64. */
    private static final Pattern NAMED = Pattern.compile("([a-z0-9][a-z0-9._-]{0,62})=(.*[^=].*)");

    private final SecretSet secrets;
    private final List<String> names;
    /** Empty: all. */
    private final Set<String> allowed;

    /** @throws ConfigurationException if a key cannot be sent in every place; the message does not show the key */
    @Inject
    WriteKeys(WriteKeysConfig config) {
        this(of(config.keys().orElse(List.of())));
    }

    private WriteKeys(WriteKeys same) {
        this(same.secrets, same.names, same.allowed);
    }

    /** @throws ConfigurationException if a key cannot be sent in every place; the message does not show the key */
    public static WriteKeys of(List<String> written) {
        List<String> found = new ArrayList<>();
        List<String> named = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            // The setting is split at its commas, and a blank behind one is no part of a key.
            String key = written.get(i).strip();
            Matcher both = NAMED.matcher(key);
            boolean hasName = both.matches();
            String secret = hasName ? both.group(2) : key;
            if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new ConfigurationException("anivia.elmer.keys (ANIVIA_ELMER_KEYS): key " + (i + 1) + " of "
                        + written.size() + (hasName ? ", '" + both.group(1) + "'," : "") + (secret.isEmpty()
                                ? " is empty: write a key between the commas, or one comma less"
                                : " cannot be sent in a header: use printable ASCII without spaces"));
            }
            found.add(secret);
            named.add(hasName ? both.group(1) : "key-" + (i + 1));
        }
        return new WriteKeys(new SecretSet(found), List.copyOf(named), Set.of());
    }

    private WriteKeys(SecretSet secrets, List<String> names, Set<String> allowed) {
        this.secrets = secrets;
        this.names = names;
        this.allowed = allowed;
    }

    /** Whether there are no keys, and so every client may send. */
    public boolean areOff() {
        return secrets.isEmpty();
    }

    /** The name of the key that was presented; empty if it is unknown. */
    public Optional<String> nameOf(String presented) {
        OptionalInt found = secrets.indexOf(presented);
        return found.isPresent() ? Optional.of(names.get(found.getAsInt())).filter(this::isAllowed) : Optional.empty();
    }

    private boolean isAllowed(String name) {
        return allowed.isEmpty() || allowed.contains(name);
    }

    /** Those of these names alone; all of them if there are no names. */
    public WriteKeys only(Set<String> allowed) {
        return allowed.isEmpty() || areOff() ? this : new WriteKeys(secrets, names, allowed);
    }

    /** All names, each once, in the order in which they are written. */
    public List<String> names() {
        return names.stream().distinct().toList();
    }
}
