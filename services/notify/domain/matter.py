"""One thing that somebody has to see to, or a paper that is news, of whatever kind. Values only."""

from typing import Final, Literal, NamedTuple, TypeAlias

from services.notify.domain.dossiers import DossierStep
from services.notify.domain.mark import Mark
from shared.core.events import Figure
from shared.core.values import Date, UnitId

Kind: TypeAlias = Literal[
    "report",
    "consolidated",
    "review",
    "sitting",
    "minutes",
    "decided",
    "annulled",
    "obstacle",
    "feedback",
    "house",
    "goal",
    "figure",
    "nomination",
    "award",
    "dossier",
]


class ToldIn(NamedTuple):
    """The report, the activity or the payment of which a figure fell; the nomination under which minutes lie."""

    report_id: str = ""
    activity_id: str = ""
    disbursement_id: str = ""
    nomination_id: str = ""


NOWHERE: Final = ToldIn()


class Matter(NamedTuple):
    """Something to be seen to: whose it is ("" for the campaign's), and the day from which it is counted.

    Of a dossier: which `step` of it waits, and the `person_id` who is proposed, if one is; then the unit is that
    person's, which is not known here. Of an award or a nomination whose ground fell: `told_in` is where it was told.
    Of a paper: who has it beside the plan's recipients, since it is `about` them; of a sitting: who is convened.
    """

    kind: Kind
    thing: str
    unit_id: UnitId
    counted_from: Date
    rests_on: Mark
    figures: tuple[Figure, ...] = ()
    step: DossierStep | None = None
    person_id: str = ""
    told_in: ToldIn = NOWHERE
    decision_no: str = ""
    about: tuple[str, ...] = ()
