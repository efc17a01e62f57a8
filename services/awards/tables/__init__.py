"""The tables of awards' read model, and the questions that api and web ask them. They know no fact and no HTTP."""

from typing import Final

from services.awards.tables.rows import (
    Body,
    Campaign,
    Candidate,
    CandidateHistory,
    Cap,
    Decision,
    DecisionSubject,
    Endings,
    Member,
    Nomination,
    NominationHistory,
    PaperSource,
    RegisteredPaper,
    ShownCandidate,
    Sitting,
)

TABLES: Final = (
    Campaign,
    Cap,
    Body,
    Member,
    Endings,
    Candidate,
    ShownCandidate,
    CandidateHistory,
    Nomination,
    NominationHistory,
    Sitting,
    Decision,
    DecisionSubject,
    PaperSource,
    RegisteredPaper,
)
