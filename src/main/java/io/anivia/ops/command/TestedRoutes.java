package io.anivia.ops.command;

import java.io.IOException;
import java.util.List;

import io.anivia.destination.Destinations;
import io.anivia.prospector.PayloadTrial;

/** Routes that tests are run on: nothing of what they do leaves the program. */
interface TestedRoutes {

    PayloadTrial payloads();

    Destinations destinations();

    /** The lines that destinations have written to files since it was last called. */
    List<String> takeWritten() throws IOException;
}
