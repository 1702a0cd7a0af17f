package io.anivia.bench;

import java.util.List;

import io.anivia.processes.Workplace;


/** Something to be measured. */
@FunctionalInterface
interface Scenario {

    /** Starts what it needs, measures, and ends what it has started. */
    List<Result> run(Settings settings, Workplace workplace) throws Exception;
}
