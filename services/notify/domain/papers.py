"""What is news: sittings to come, reviews, minutes, decisions, annulments; whom each is about, how long. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from services.notify.domain.mark import Mark
from services.notify.domain.matter import Matter, ToldIn
from shared.core import events
from shared.core.values import Date

# A paper is news for so long; whoever comes back after that is told of none that others had in their time.
NEWS: Final = timedelta(days=14)


class Papers:
    """A fold of one campaign's papers."""

    def __init__(self) -> None:
        self._news: list[Matter] = []
        self._members: dict[str, tuple[str, ...]] = {}
        self._sittings: dict[str, Matter] = {}
        self._voted_on: dict[str, str] = {}

    def fold(self, data: events.Data, mark: Mark, day: Date) -> None:
        """Take the next fact, by the day on which it was recorded; those that tell of no paper change nothing."""
        match data:
            case events.ReviewHeld():
                self._news.append(Matter("review", data.review_id, "", day, mark))
            case events.CouncilConvened():
                self._members[data.sitting_id] = members = tuple(one.person_id for one in data.members)
                self._sittings[data.sitting_id] = Matter(
                    "sitting", data.sitting_id, "", data.held_on, mark, about=members
                )
            case events.BallotTallied():
                self._voted_on.setdefault(data.sitting_id, data.nomination_id)
            case events.MinutesSigned():
                lies_at = ToldIn(nomination_id=self._voted_on.get(data.sitting_id, ""))
                minutes = Matter("minutes", data.sitting_id, "", day, mark, told_in=lies_at)
                self._news.append(minutes._replace(about=self._members.get(data.sitting_id, ())))
            case events.AwardDecided():
                about = tuple(one.subject_id for one in data.subjects if one.subject_kind != "HOUSEHOLD")
                decided = Matter("decided", data.decision_no, "", day, mark, decision_no=data.decision_no)
                self._news.append(decided._replace(about=about))
            case events.AwardAnnulled():
                about = (data.subject_id,) if data.subject_kind != "HOUSEHOLD" else ()
                annulled = Matter("annulled", data.decision_no, "", day, mark, decision_no=data.decision_no)
                self._news.append(annulled._replace(about=about))
            case _:
                pass

    def standing(self, day: Date) -> Iterator[Matter]:
        """Those that are news on a day; a sitting is until the day it is held."""
        yield from (one for one in self._sittings.values() if day <= one.counted_from)
        yield from (one for one in self._news if is_news(one.counted_from, day))


def is_news(since: Date, day: Date) -> bool:
    """Whether what is there since a day is news on another."""
    return since <= day <= (date.fromisoformat(since) + NEWS).isoformat()
