package io.anivia.ops.books;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.Journal;
import io.anivia.ops.Journal.JournalKind;
import io.anivia.ops.admin.OperatorAct;

/** Puts into the journal what operators do. */
@Singleton
class OperatorJournal {

    private final Journal journal;

    @Inject
    OperatorJournal(Journal journal) {
        this.journal = journal;
    }

    void acted(@Observes OperatorAct act) {
        String did = act.path().substring(act.path().lastIndexOf('/') + 1);
        journal.add(JournalKind.OPERATOR, act.destination(),
                act.selection() == null ? did : did + ": " + act.selection(), act.by());
    }
}
