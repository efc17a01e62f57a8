"""Holds, disciplines, nominations and decisions for generated histories, each only where it could be stated.

It knows of papers, councils and days nothing: those let less happen, never more.
"""

from collections.abc import Iterator

from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.events import Awarded, Data, Signer

SIGNER = Signer("ct-tinh", "Chủ tịch", "HEAD")
RECEIVED = ("2025-03-20", "2025-07-10")


def statements(subjects: list[Subject]) -> Iterator[Data]:
    """A little of everything about each subject, for any order."""
    for kind, subject_id in subjects:
        yield events.HoldPlaced(kind, subject_id, "COMPLAINT")
        yield events.HoldLifted(kind, subject_id, "NO_WRONGDOING")
        yield events.HoldLifted(kind, subject_id, "WRONGDOING")
        yield events.DisciplineRecorded(kind, subject_id, "KHIEN_TRACH", f"KL-{subject_id}", "2024-12-01")
        for ended_on in ("2025-03-01", "2025-07-01"):
            yield events.DisciplineEnded(kind, subject_id, f"KL-{subject_id}", ended_on)
        for award in ("PROVINCE_MERIT", "PM_MERIT"):
            nomination_id = f"DN-{subject_id}-{award}"
            yield events.NominationOpened(nomination_id, kind, subject_id, award, f"hoa-binh-450:{kind}:{subject_id}")
            for day in RECEIVED:
                yield events.NominationSubmitted(nomination_id, "PROVINCE", f"TTr-{day}", day)
            yield events.NominationReturned(nomination_id, ("MINUTES",), "Thiếu biên bản")
            yield events.NominationWithdrawn(nomination_id, "Rút")
            yield events.AwardDeclined(nomination_id, "ct-tinh", "Chưa đủ")
            decided = (Awarded(kind, subject_id, nomination_id),)
            number = f"QD-{nomination_id}"
            yield events.AwardDecided(number, "2025-06-01", award, SIGNER, decided)
            yield events.AwardAnnulled(number, kind, subject_id, "LATER_FINDING", f"HB-{number}", "2025-06-20")


class Proposing:
    """Lets a statement pass if, by those that passed before, it could be stated."""

    def __init__(self) -> None:
        self._held: set[Subject] = set()
        self._stage: dict[str, str] = {}
        self._live: dict[Subject, str] = {}
        self._decided: dict[str, str] = {}

    def takes(self, data: Data) -> bool:
        match data:
            case events.HoldPlaced():
                return self._turns(self._held, Subject(data.subject_kind, data.subject_id), on=True)
            case events.HoldLifted():
                return self._turns(self._held, Subject(data.subject_kind, data.subject_id), on=False)
            case events.NominationOpened():
                return self._opens(data)
            case events.NominationSubmitted():
                return self._moves(data.nomination_id, {"open", "submitted", "returned"}, "submitted")
            case events.NominationReturned():
                return self._moves(data.nomination_id, {"open", "submitted"}, "returned")
            case events.NominationWithdrawn() | events.AwardDeclined():
                return self._moves(data.nomination_id, {"open", "submitted", "returned"}, "over")
            case events.AwardDecided():
                (one,) = data.subjects
                return data.decision_no not in self._decided and self._decides(data, one.nomination_id)
            case events.AwardAnnulled():
                return self._moves(self._decided.get(data.decision_no, ""), {"awarded"}, "over")
            case _:
                return False

    def _turns(self, held: set[Subject], subject: Subject, *, on: bool) -> bool:
        if (subject in held) == on:
            return False
        (held.add if on else held.discard)(subject)
        return True

    def _opens(self, data: events.NominationOpened) -> bool:
        subject = Subject(data.subject_kind, data.subject_id)
        live = self._stage.get(self._live.get(subject, ""), "over") != "over"
        if live or data.nomination_id in self._stage:
            return False
        self._live[subject], self._stage[data.nomination_id] = data.nomination_id, "open"
        return True

    def _moves(self, nomination_id: str, stages: set[str], stage: str) -> bool:
        if self._stage.get(nomination_id) not in stages:
            return False
        self._stage[nomination_id] = stage
        return True

    def _decides(self, data: events.AwardDecided, nomination_id: str) -> bool:
        if not self._moves(nomination_id, {"submitted"}, "awarded"):
            return False
        self._decided[data.decision_no] = nomination_id
        return True
