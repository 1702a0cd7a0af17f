package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

    @TempDir
    Path parent;

    @Test
    void isLockedForOneOwnerAtATime() throws Exception {
        Path directory = parent.resolve("not/there/yet");
        try (DirectoryLock held = DirectoryLock.take(directory, "another broker")) {
            assertThat(held).isNotNull();
            assertThatIllegalStateException().isThrownBy(() -> DirectoryLock.take(directory, "another broker"))
                    .withMessageContaining("another broker");
        }
        DirectoryLock.take(directory, "another broker").close();
    }
}
