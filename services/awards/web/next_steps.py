"""What a caller may state next of a candidate: the forms, what stands in each beforehand, and whose turn it is.

It decides nothing. What may follow is the lifecycle's to say; whoever opens a form all the same learns from the door
why not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from services.awards.domain.flags import FIT
from services.awards.domain.lifecycle import AWARDED, LIVE, Stage, Vote
from services.awards.domain.nominations import Nomination
from services.awards.domain.papers.wording import LEVEL_OF
from services.awards.web.candidate import Candidate
from services.awards.web.forms import offered_to
from services.awards.web.procedure import Way
from shared.core import events
from shared.core.access import Caller, actor_of
from shared.core.events import Data

_FIRST_ROUND: Final = 1


@dataclass(frozen=True, slots=True)
class Step:
    """A form by the short name of what it states, and what stands in it when it is opened."""

    short: str
    about: Mapping[str, str]


def steps_of(seen: Candidate, caller: Caller, *, sitting_id: str) -> tuple[Step, ...]:
    """What this caller may state next, in the order of a nomination's life; none of what lies in the past.

    `sitting_id`: the sitting that was convened last ("": none), which is likely meant where none has voted yet.
    """
    offered = tuple(offered_to(caller))
    return tuple(_steps(seen, caller, offered, sitting_id))


def turn_of(seen: Candidate, caller: Caller) -> str:
    """What a member of the council, or who decides, is told of their own part (a key of the words); "" for nothing."""
    live = next((way for way in seen.ways or () if way.told.stage in LIVE and not way.seen.lapsed), None)
    if live is None:
        return ""
    voted = live.seen.vote in (Vote.CARRIED, Vote.CONFIRMED)
    match caller.role:
        case "council" if voted:
            return "voted"
        case "council":
            return "conflicted" if live.declared_by(actor_of(caller)) else "votes"
        case "authority" if live.seen.stage not in AWARDED:
            ready = live.seen.vote is Vote.CONFIRMED and live.seen.stage is Stage.SUBMITTED
            return "decides" if ready else "not_yet"
        case _:
            return ""


def _steps(seen: Candidate, caller: Caller, offered: tuple[type[Data], ...], sitting_id: str) -> Iterator[Step]:
    ways = seen.ways or ()
    live = [way for way in ways if way.told.stage in LIVE and not way.seen.lapsed]
    if not live and seen.verdict in FIT and events.NominationOpened in offered:
        row = seen.seen.row
        about = {"subject_kind": row.subject_kind, "subject_id": row.subject_id, "award": row.award}
        yield Step(events.NominationOpened.short, about | {"achievement_key": row.achievement_key})
    for way in ways:
        follows = set(way.seen.next)
        if events.BallotTallied.short in follows:
            follows.add(events.CouncilConvened.short)  # a sitting speaks of no nomination, and comes before its ballots
        for data in offered:
            if data is events.ConflictDeclared and way.declared_by(actor_of(caller)):
                continue
            if data.short in follows and _makes_sense(way.told, data):
                yield Step(data.short, _about(way, data, caller=caller, last=sitting_id))
    held = seen.verdict == "HELD"
    subject = {"subject_kind": seen.seen.row.subject_kind, "subject_id": seen.seen.row.subject_id}
    for data in (events.HoldLifted,) * held + (events.HoldPlaced,):
        if data in offered:
            yield Step(data.short, subject)


def _makes_sense(told: Nomination, data: type[Data]) -> bool:
    """Whether there is anything to say: an answer to a question that was asked, the end of what has begun."""
    match data:
        case events.NominationOpened:
            return False
        case events.ClearanceReceived:
            return None in told.clearances.values()
        case events.PublicCommentOpened:
            return told.comment is None
        case events.PublicCommentClosed:
            return told.comment is not None and not told.comment.closed
        case _:
            return True


def _about(way: Way, data: type[Data], *, caller: Caller, last: str) -> dict[str, str]:
    """What a form about a nomination is filled in with beforehand."""
    told, id_ = way.told, way.seen.nomination_id
    ballot = told.ballots[-1] if told.ballots else None
    match data:
        case events.CouncilConvened:
            return {}
        case events.MinutesSigned:
            return {"sitting_id": ballot.sitting_id if ballot else ""}
        case events.AwardDecided:
            return {"award": told.award, "signer.person_id": caller.person_id} | _decided_on(way, id_)
        case events.AwardConferred:
            return {"decision_no": told.decision_no}
        case events.AwardAnnulled:
            subject = _named(way)
            return {"decision_no": told.decision_no, "subject_kind": told.subject_kind, "subject_id": subject}
        case events.BallotTallied:
            sitting = {"sitting_id": last}
            if ballot:
                sitting = {"sitting_id": ballot.sitting_id, "round": str(ballot.round + 1)}
            return {"nomination_id": id_, "round": str(_FIRST_ROUND), "written_yes": "0", "written_no": "0"} | sitting
        case events.ConflictDeclared:
            sitting_id = ballot.sitting_id if ballot else last
            return {"nomination_id": id_, "person_id": caller.person_id, "sitting_id": sitting_id}
        case events.NominationSubmitted:
            return {"nomination_id": id_, "to_level": LEVEL_OF[told.award]}
        case events.AwardDeclined:
            return {"nomination_id": id_, "by": caller.person_id}
        case _:
            return {"nomination_id": id_} | _asked_before(told, data)


def _asked_before(told: Nomination, data: type[Data]) -> dict[str, str]:
    """What an answer goes back to."""
    if data is events.PublicCommentClosed and told.comment is not None:
        return {"from_on": told.comment.from_on, "to_on": told.comment.to_on}
    if data is events.ClearanceReceived:
        return {"body": next((body for body, result in told.clearances.items() if result is None), "")}
    return {}


def _decided_on(way: Way, nomination_id: str) -> dict[str, str]:
    return {
        "subjects.0.subject_kind": way.told.subject_kind,
        "subjects.0.subject_id": _named(way),
        "subjects.0.nomination_id": nomination_id,
    }


def _named(way: Way) -> str:
    """Whom a decision names: where a unit has ended, the one in whose place it stands."""
    fated = way.seen.fated
    return fated.by if fated is not None and fated.by else way.told.subject_id
