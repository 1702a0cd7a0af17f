package io.anivia.ops;

import io.anivia.e2e.RabbitResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RabbitResource.Required.class)
@QuarkusTest
@TestProfile(AdminProfile.OnRabbit.class)
class AdminOnRabbitIT extends AdminTests {
}
