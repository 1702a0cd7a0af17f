package io.anivia.e2e;

import io.anivia.fakes.NeedsRabbit;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@NeedsRabbit
@QuarkusTest
@TestProfile(BatchedProfile.class)
class BatchedIT extends MainJob {

    /** Batches that are not buffered yet are counted with the average size of those before. */
    @Override
    int backlogUncertainty() {
        return 50;
    }
}
