"""From a fact to changes of tracking's rows, by the thing it speaks of. Pure: the same in memory and in a database.

The pen has refused whatever makes no sense, so a fold never judges. A fact about a thing that is not there changes
nothing: the log cannot be mended, and one strange fact must not stop every page.
"""

from collections.abc import Callable
from typing import Final

from services.tracking.projections.activities import fold_activity
from services.tracking.projections.campaigns import fold_access, fold_campaign, fold_candidate, fold_unit
from services.tracking.projections.documents import fold_document, fold_signed
from services.tracking.projections.evidence import fold_evidence
from services.tracking.projections.feedback import fold_feedback, fold_feedback_erasure
from services.tracking.projections.households import fold_erasure, fold_house, fold_household, fold_household_file
from services.tracking.projections.inspections import fold_inspection
from services.tracking.projections.money import fold_contribution, fold_funds
from services.tracking.projections.months import fold_obstacle
from services.tracking.projections.quality import fold_quality
from services.tracking.projections.reports import fold_report
from services.tracking.projections.reviews import fold_review
from services.tracking.tables import TABLES
from shared.core.envelope import Fact
from shared.core.projecting import Projection, Rows


def _fold_erasure(rows: Rows, fact: Fact, position: int) -> None:
    fold_erasure(rows, fact, position)
    fold_feedback_erasure(rows, fact)


def _fold_evidence(rows: Rows, fact: Fact, position: int) -> None:
    fold_evidence(rows, fact, position)
    fold_household_file(rows, fact, position)


_FOLDS: Final[dict[str, Callable[[Rows, Fact, int], None]]] = {
    "activity": fold_activity,
    "household": fold_household,
    "house": fold_house,
    "contribution": fold_contribution,
    "funds": fold_funds,
    "inspection": fold_inspection,
    "finding": fold_inspection,
    "report": fold_report,
    "obstacle": fold_obstacle,
    "review": fold_review,
    "document": fold_document,
    "feedback": fold_feedback,
    "award": fold_signed,
    "minutes": fold_signed,
    "campaign": fold_campaign,
    "unit": fold_unit,
    "access": fold_access,
    "candidate": fold_candidate,
    "personal_data": _fold_erasure,
    "quality": fold_quality,
    "evidence": _fold_evidence,
}


def fold(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact into the read model; facts of which nothing is shown here change nothing."""
    fold_thing = _FOLDS.get(fact.data.thing)
    if fold_thing is not None:
        fold_thing(rows, fact, position)


TRACKING: Final = Projection("tracking", TABLES, fold, edition=11)
