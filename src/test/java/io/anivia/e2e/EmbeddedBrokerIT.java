package io.anivia.e2e;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(EmbeddedBrokerProfile.class)
class EmbeddedBrokerIT extends MainJob {
}
