"""What the registry says of subjects: where persons work and lead, ratings, prior awards. It keeps no name."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.envelope import Fact
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
    """An award given before or elsewhere, and where it stands."""

    form: str
    commendation_type: CommendationType
    position: int


class RegistryFacts:
    """The registry as far as it is followed; every campaign of the installation weighs by it."""

    def __init__(self) -> None:
        self.at = 0
        self._posts: dict[str, Post] = {}
        self._members: dict[UnitId, dict[str, None]] = {}
        self._ratings: dict[Subject, dict[Year, Rated]] = {}
        self._awards: dict[Subject, list[PriorAward]] = {}
        self._latest: dict[Subject, str] = {}

    def fold(self, fact: Fact, position: int) -> Collection[Subject]:
        """Take the next fact of the campaign `registry`; the subjects of which it speaks."""
        self.at = position
        match fact.data:
            case events.PersonAssigned() as data:
                return self._post(data.person_id, Post(data.unit_id, data.leader))
            case events.PersonTransferred() as data:
                return self._post(data.person_id, Post(data.to_unit_id, None))
            case events.RatingRecorded() as data:
                subject = Subject(data.subject_kind, data.subject_id)
                self._ratings.setdefault(subject, {})[data.year] = Rated(data.rating, position)
            case events.PriorAwardRecorded() as data:
                subject = Subject(data.subject_kind, data.subject_id)
                prior = PriorAward(data.form, data.commendation_type, position)
                self._awards.setdefault(subject, []).append(prior)
            case _:
                return ()
        latest = self._latest.get(subject)
        if latest is None or _moment(fact.time) > _moment(latest):
            self._latest[subject] = fact.time
        return (subject,)

    def post(self, person_id: str) -> Post | None:
        """Where a person works, or None if the registry does not know them."""
        return self._posts.get(person_id)

    def members(self, unit_id: UnitId) -> Collection[str]:
        """Who works in a unit."""
        return self._members.get(unit_id, ())

    def leaders(self, unit_id: UnitId) -> Iterator[str]:
        """Who leads a unit."""
        return (person for person in self.members(unit_id) if self._posts[person].leads)

    def ratings(self, subject: Subject) -> Mapping[Year, Rated]:
        """How a subject was rated, by year, as far as anybody recorded it."""
        return self._ratings.get(subject, _NO_RATINGS)

    def prior_awards(self, subject: Subject) -> Collection[PriorAward]:
        """The awards a subject was given before, in the order they were recorded."""
        return self._awards.get(subject, ())

    def latest(self, subject: Subject) -> str | None:
        """The latest `time` among a subject's ratings and prior awards."""
        return self._latest.get(subject)

    def _post(self, person_id: str, post: Post) -> Collection[Subject]:
        before = self._posts.get(person_id)
        if before is not None:
            del self._members[before.unit_id][person_id]
        self._posts[person_id] = post
        self._members.setdefault(post.unit_id, {})[person_id] = None
        return (Subject("INDIVIDUAL", person_id),)


_NO_RATINGS: Final[Mapping[Year, Rated]] = {}


def _moment(time: str) -> datetime:
    return datetime.fromisoformat(time.upper())
