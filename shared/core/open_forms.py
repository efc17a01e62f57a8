"""The forms in which personal data comes to the door, before it is sealed. They never reach the pen or the log."""

from shared.core import events
from shared.core.definition import Shape
from shared.core.events import Data
from shared.core.values import (
    Date,
    DonorKind,
    FeedbackTopic,
    HouseholdCategory,
    Id,
    PersonCategory,
    Quantity,
    Sex,
    Track,
    UnitId,
    Vnd,
    Words,
    Work,
)


class OpenPerson(Shape, frozen=True):
    """A household's person as a clerk writes it down."""

    name: Words
    citizen_id: Id
    address: Words


class OpenFeedback(Shape, frozen=True):
    """What somebody wrote on the public page, and how to reach them, if they say."""

    text: Words
    name: str = ""
    contact: str = ""


class OpenDonor(Shape, frozen=True):
    """A donor as a clerk writes it down."""

    kind: DonorKind
    id: Id
    name: str = ""


class HouseholdIdentifiedOpen(Data, frozen=True):
    """`household.identified` with the person's name, number and address in clear."""

    household_id: Id
    unit_id: UnitId
    track: Track
    category: HouseholdCategory
    work: Work
    person: OpenPerson | None = None


class PersonAssignedOpen(Data, kw_only=True, frozen=True):
    """`person.assigned` with the name in clear."""

    person_id: Id
    name: Words
    unit_id: UnitId
    title: Words
    leader: bool
    category: PersonCategory
    sex: Sex | None = None
    from_on: Date


class ContributionReceivedOpen(Data, kw_only=True, frozen=True):
    """`contribution.received` with the donor's name in clear."""

    contribution_id: Id
    unit_id: UnitId
    donor: OpenDonor
    money_vnd: Vnd = 0
    labour_days: Quantity = 0
    in_kind: tuple[events.InKind, ...] = ()
    received_on: Date


class FeedbackReceivedOpen(Data, kw_only=True, frozen=True):
    """`feedback.received` with the words in clear."""

    feedback_id: Id
    topic: FeedbackTopic
    unit_id: UnitId = ""
    said: OpenFeedback


# Which open form stands for which entry of the catalogue; all other types come in as they are stored.
OPEN_FORMS: dict[type[Data], type[Data]] = {
    events.HouseholdIdentified: HouseholdIdentifiedOpen,
    events.PersonAssigned: PersonAssignedOpen,
    events.ContributionReceived: ContributionReceivedOpen,
    events.FeedbackReceived: FeedbackReceivedOpen,
}
for _stored, _open in OPEN_FORMS.items():
    _open.wire, _open.short, _open.thing, _open.first_id = _stored.wire, _stored.short, _stored.thing, _stored.first_id
    _open.owner = _stored.owner
