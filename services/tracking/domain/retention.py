"""What has to be kept although its subject asks for erasure: the periods as data, and what the log says of it.

Where the field's sources are silent, a period is this installation's choice and says so; none is law that we made up.
The sources give no day from which a period holds, so one table holds for all days. It knows ids and days, no name.
"""

from typing import Final, Literal, NamedTuple, TypeAlias

from shared.core import events
from shared.core.envelope import Fact
from shared.core.values import Award, CampaignId, Date, NaturalKind, SubjectKind

# How sure we are: read in the source itself, told by practice and not read, or chosen here because sources are silent.
Certainty: TypeAlias = Literal["READ", "TOLD", "CHOSEN"]
FOR_EVER: Final = 0


class Period(NamedTuple):
    """How many whole years after the year in which it came about something is kept, who says so, and how sure it is."""

    years: int
    source: str
    certainty: Certainty

    def last_day(self, happened_on: Date) -> Date:
        """The last day on which it has to be kept."""
        return "9999-12-31" if self.years == FOR_EVER else f"{int(happened_on[:4]) + self.years}-12-31"


_AWARD_FILES: Final = "Award files, in the manner of Circular 10/2022/TT-BNV; Archives Law 33/2024/QH15 stands above it"
_OF_THE_STATE: Final = Period(FOR_EVER, _AWARD_FILES, "TOLD")
AWARD_FILES: Final[dict[Award, Period]] = {
    "LABOUR_ORDER_1": _OF_THE_STATE,
    "LABOUR_ORDER_2": _OF_THE_STATE,
    "LABOUR_ORDER_3": _OF_THE_STATE,
    "PM_MERIT": _OF_THE_STATE,
    "PROVINCE_MERIT": Period(20, _AWARD_FILES, "TOLD"),
    "AGENCY_COMMENDATION": Period(10, _AWARD_FILES, "TOLD"),
}
MONEY_PAID: Final = Period(10, "Who was paid public money stays traceable; no source at hand gives years", "CHOSEN")


class Whose(NamedTuple):
    """Of whom is spoken; a household or a feedback belongs to a campaign, a person to none (an empty campaign)."""

    kind: SubjectKind | NaturalKind
    subject_id: str
    campaign: CampaignId = ""


def whose(kind: SubjectKind | NaturalKind, subject_id: str, campaign: CampaignId) -> Whose:
    """The subject that these words mean in a campaign."""
    return Whose(kind, subject_id, campaign if kind in ("HOUSEHOLD", "FEEDBACK") else "")


class Retained:
    """What the whole log says of subjects as far as an erasure asks: followed like the registry, not fenced.

    An annulled award is kept like any other: why it was annulled has to stay traceable.
    """

    def __init__(self) -> None:
        self._nominations: dict[tuple[CampaignId, str], Whose] = {}  # those on which nobody has decided yet
        self._holds: set[tuple[CampaignId, Whose]] = set()
        self._award_files: dict[Whose, Date] = {}  # the last day on which they are to be kept
        self._erased: set[Whose] = set()

    def take(self, fact: Fact) -> None:
        """Fold a fact of any service; most are of no concern here."""
        campaign = fact.campaign
        match fact.data:
            case events.NominationOpened(nomination_id=nomination_id, subject_kind=kind, subject_id=subject_id):
                self._nominations[campaign, nomination_id] = whose(kind, subject_id, campaign)
            case events.NominationWithdrawn(nomination_id=nomination_id):
                self._nominations.pop((campaign, nomination_id), None)
            case events.AwardDeclined(nomination_id=nomination_id):
                self._nominations.pop((campaign, nomination_id), None)
            case events.AwardDecided() as decided:
                self._decided(decided, campaign)
            case events.HoldPlaced(subject_kind=kind, subject_id=subject_id):
                self._holds.add((campaign, whose(kind, subject_id, campaign)))
            case events.HoldLifted(subject_kind=kind, subject_id=subject_id):
                self._holds.discard((campaign, whose(kind, subject_id, campaign)))
            case events.PersonalDataErased(subject_kind=kind, subject_id=subject_id):
                self._erased.add(whose(kind, subject_id, campaign))
            case _:
                pass

    def is_open(self, subject: Whose) -> bool:
        """Whether somebody has still to decide about the subject: on a nomination, or on what a hold waits for."""
        nominated = any(subject == other for other in self._nominations.values())
        return nominated or any(subject == other for _, other in self._holds)

    def award_files_until(self, subject: Whose) -> Date:
        """The last day on which files of the subject's awards are to be kept; empty if it was given none."""
        return self._award_files.get(subject, "")

    def is_erased(self, subject: Whose) -> bool:
        """Whether the log says that the subject's personal data is erased."""
        return subject in self._erased

    def _decided(self, decided: events.AwardDecided, campaign: CampaignId) -> None:
        last_day = AWARD_FILES[decided.award].last_day(decided.decided_on)
        for awarded in decided.subjects:
            self._nominations.pop((campaign, awarded.nomination_id), None)
            subject = whose(awarded.subject_kind, awarded.subject_id, campaign)
            self._award_files[subject] = max(last_day, self._award_files.get(subject, ""))


# The facts that `Retained` folds, by their wire types.
SPOKEN_OF: Final = frozenset(
    cls.wire
    for cls in (
        events.NominationOpened,
        events.NominationWithdrawn,
        events.AwardDeclined,
        events.AwardDecided,
        events.HoldPlaced,
        events.HoldLifted,
        events.PersonalDataErased,
    )
)
