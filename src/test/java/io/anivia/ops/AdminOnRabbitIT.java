package io.anivia.ops;

import io.anivia.fakes.NeedsRabbit;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@NeedsRabbit
@QuarkusTest
@TestProfile(AdminProfile.OnRabbit.class)
class AdminOnRabbitIT extends AdminTests {
}
