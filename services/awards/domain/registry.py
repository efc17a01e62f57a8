"""What is known of subjects beyond one campaign: posts, ratings, disciplines, awards given before and in any campaign.

It keeps no name.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from services.awards.domain.days import day_named
from services.awards.domain.moves import Moves
from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.envelope import Fact
from shared.core.lineage import Lineage
from shared.core.values import CommendationType, Rating, UnitId, Year


class Post(NamedTuple):
    """Where a person works; `leads` is None once they went elsewhere and nobody has said what they do there."""

    unit_id: UnitId
    leads: bool | None


class Rated(NamedTuple):
    """The newest rating for a year, and where it stands."""

    rating: Rating
    position: int


class PriorAward(NamedTuple):
    """An award that was given, and where that was said."""

    form: str
    commendation_type: CommendationType
    position: int


class Discipline(NamedTuple):
    """A discipline: the day it ended (0: it has not), and where that was said."""

    ended_on: int = 0
    ended_at: int = 0


OF_A_CAMPAIGN: Final[CommendationType] = "MOVEMENT"  # what a decision on a campaign's candidate gives


class RegistryFacts:
    """The registry as far as it is followed; every campaign of the installation weighs by it."""

    def __init__(self) -> None:
        self.at = 0
        self.lineage = Lineage()
        self._posts: dict[str, Post] = {}
        self._moves = Moves()
        self._members: dict[UnitId, dict[str, None]] = {}
        self._ratings: dict[Subject, dict[Year, Rated]] = {}
        self._awards: dict[Subject, list[PriorAward]] = {}
        self._decisions: dict[Subject, dict[tuple[str, str], PriorAward]] = {}  # by campaign and number of the decision
        self._disciplines: dict[Subject, dict[str, Discipline]] = {}
        self._latest: dict[Subject, str] = {}

    def fold(self, fact: Fact, position: int) -> Collection[Subject]:
        """Take the next fact of the campaign `registry`; the subjects of which it speaks."""
        self.at = position
        self.lineage = self.lineage.after(fact.data, fact.id)
        match fact.data:
            case events.PersonAssigned() as data:
                self._moves.assign(data)
                return self._post(data.person_id, Post(data.unit_id, data.leader))
            case events.PersonTransferred() as data:
                self._moves.transfer(data)
                return self._post(data.person_id, Post(data.to_unit_id, None))
            case events.RatingRecorded() as data:
                subject = Subject(data.subject_kind, data.subject_id)
                self._ratings.setdefault(subject, {})[data.year] = Rated(data.rating, position)
            case events.PriorAwardRecorded() as data:
                subject = Subject(data.subject_kind, data.subject_id)
                prior = PriorAward(data.form, data.commendation_type, position)
                self._awards.setdefault(subject, []).append(prior)
            case events.DisciplineRecorded() | events.DisciplineEnded() as data:
                return self._discipline(data, position)
            case _:
                return ()
        latest = self._latest.get(subject)
        if latest is None or _moment(fact.time) > _moment(latest):
            self._latest[subject] = fact.time
        return (subject,)

    def fold_decision(self, fact: Fact, position: int) -> Collection[Subject]:
        """Take the next fact of a campaign's awards, if it gives or annuls awards; whose these are."""
        match fact.data:
            case events.AwardDecided() as data:
                given = PriorAward(data.award, OF_A_CAMPAIGN, position)
                subjects = [Subject(one.subject_kind, one.subject_id) for one in data.subjects]
                for subject in subjects:
                    self._decisions.setdefault(subject, {})[fact.campaign, data.decision_no] = given
                return subjects
            case events.AwardAnnulled() as data:
                subject = Subject(data.subject_kind, data.subject_id)
                self._decisions.get(subject, {}).pop((fact.campaign, data.decision_no), None)
                return (subject,)
            case _:
                return ()

    def post(self, person_id: str) -> Post | None:
        """Where a person works, or None if the registry does not know them."""
        return self._posts.get(person_id)

    def remarks_owed(self, person_id: str) -> tuple[UnitId, ...]:
        """The units that a person left after six months or more and that have not said how the person worked there."""
        return self._moves.remarks_owed(person_id)

    def members(self, unit_id: UnitId) -> Collection[str]:
        """Who works in a unit."""
        return self._members.get(unit_id, ())

    def leaders(self, unit_id: UnitId) -> Iterator[str]:
        """Who leads a unit."""
        return (person for person in self.members(unit_id) if self._posts[person].leads)

    def ratings(self, subject: Subject) -> Mapping[Year, Rated]:
        """How a subject was rated, by year, as far as anybody recorded it."""
        return self._ratings.get(subject, _NO_RATINGS)

    def prior_awards(self, subject: Subject) -> Iterator[PriorAward]:
        """The awards a subject was given before, and those given by decisions here that are not annulled."""
        yield from self._awards.get(subject, ())
        yield from self._decisions.get(subject, _NO_DECISIONS).values()

    def latest(self, subject: Subject) -> str | None:
        """The latest `time` among a subject's ratings and the awards it was given before; no decision made here."""
        return self._latest.get(subject)

    def counts_from(self, subject: Subject) -> int:
        """The day from which a subject's achievements count: that of the end of its last discipline (0: always)."""
        return max((one.ended_on for one in self._disciplines.get(subject, _NO_DISCIPLINES).values()), default=0)

    def is_disciplined(self, subject: Subject) -> bool:
        """Whether a discipline of a subject has not ended."""
        return any(not one.ended_at for one in self._disciplines.get(subject, _NO_DISCIPLINES).values())

    def discipline_ended_at(self, subject: Subject) -> int:
        """The position at which the end of a subject's discipline was last recorded (0: never)."""
        return max((one.ended_at for one in self._disciplines.get(subject, _NO_DISCIPLINES).values()), default=0)

    def _discipline(self, data: events.DisciplineRecorded | events.DisciplineEnded, position: int) -> tuple[Subject]:
        subject = Subject(data.subject_kind, data.subject_id)
        discipline = (
            Discipline(day_named(data.ended_on), position) if isinstance(data, events.DisciplineEnded) else Discipline()
        )
        self._disciplines.setdefault(subject, {})[data.decision_no] = discipline
        return (subject,)

    def _post(self, person_id: str, post: Post) -> Collection[Subject]:
        before = self._posts.get(person_id)
        if before is not None:
            del self._members[before.unit_id][person_id]
        self._posts[person_id] = post
        self._members.setdefault(post.unit_id, {})[person_id] = None
        return (Subject("INDIVIDUAL", person_id),)


_NO_RATINGS: Final[Mapping[Year, Rated]] = {}
_NO_DECISIONS: Final[Mapping[tuple[str, str], PriorAward]] = {}
_NO_DISCIPLINES: Final[Mapping[str, Discipline]] = {}


def _moment(time: str) -> datetime:
    return datetime.fromisoformat(time.upper())
