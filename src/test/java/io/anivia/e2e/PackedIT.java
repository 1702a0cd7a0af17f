package io.anivia.e2e;

import io.anivia.fakes.NeedsRabbit;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@NeedsRabbit
@QuarkusTest
@TestProfile(PackedProfile.class)
class PackedIT extends MainJob {

    /** The packs that are not in hand are counted as large as those before were on average. */
    @Override
    int backlogUncertainty() {
        return 50;
    }
}
