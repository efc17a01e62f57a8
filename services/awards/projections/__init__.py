"""From a fact to changes of awards' rows. Pure: the same in memory and in a database. It judges and weighs nothing.

The pen has refused whatever makes no sense. A fact about a thing that is not there changes nothing: the log cannot be
mended, and one strange fact must not stop every page.
"""

from typing import Final

from services.awards.projections.candidates import HEEDED as OF_CANDIDATES
from services.awards.projections.candidates import fold_candidates
from services.awards.projections.decisions import HEEDED as OF_DECISIONS
from services.awards.projections.decisions import fold_decisions
from services.awards.projections.nominations import HEEDED as OF_NOMINATIONS
from services.awards.projections.nominations import fold_nominations
from services.awards.projections.papers import HEEDED as OF_PAPERS
from services.awards.projections.papers import fold_papers
from services.awards.tables import TABLES
from shared.core.envelope import Fact
from shared.core.projecting import Projection, Rows


def fold(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact into the read model; facts of which nothing is shown here change nothing."""
    fold_candidates(rows, fact, position)
    fold_nominations(rows, fact, position)
    fold_decisions(rows, fact, position)
    fold_papers(rows, fact, position)


AWARDS: Final = Projection(
    "awards",
    TABLES,
    fold,
    edition=6,
    heeds=frozenset(data.wire for data in (*OF_CANDIDATES, *OF_NOMINATIONS, *OF_DECISIONS, *OF_PAPERS)),
)
