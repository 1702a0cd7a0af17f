package io.anivia.e2e;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RabbitResource.Required.class)
@QuarkusTest
@TestProfile(RabbitProfile.class)
class RabbitIT extends MainJob {
}
