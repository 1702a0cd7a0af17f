package io.anivia.ops;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(AdminProfile.class)
class AdminOnEmbeddedIT extends AdminTests {
}
