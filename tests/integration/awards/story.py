"""How a nomination is told through the real doors, step by step, and what was answered. It knows no HTTP by itself."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.examples import TODAY, YESTERDAY
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.door.statements import activity, open_event

SUBJECT: Final = {"subject_kind": "COLLECTIVE", "subject_id": "hctc"}
SITTING: Final = "HD-1"
MEMBERS: Final = ("P-1", "P-2", "P-3", "P-4", "P-5")
PAPERS: Final = ("SUBMISSION_LETTER", "ACHIEVEMENT_REPORT", "MINUTES")
SECRETARY, AUTHORITY = ("secretary", "P-7"), ("authority", "P-1")


class Story:
    """One campaign, in which somebody says one thing after another."""

    def __init__(self, awards: RunningAwards, campaign: str) -> None:
        self.awards = awards
        self.campaign = campaign

    def flag(self) -> None:
        """Two inspections by hctc, so that it is flagged."""
        events = [activity(self.campaign, kind="inspection_conducted") for _ in range(2)]
        answer = self.awards.tracking.post_batch(events)
        assert {one["status"] for one in answer.json()["results"]} == {"recorded"}, answer.text

    def say(
        self, short: str, data: Mapping[str, Any], by: tuple[str, str] = SECRETARY, **more: object
    ) -> httpx.Response:
        """One statement and its answer, whatever it is."""
        return self.awards.post(open_event(short, dict(data), self.campaign, **more), *by)

    def tell(self, short: str, data: Mapping[str, Any], by: tuple[str, str] = SECRETARY, **more: object) -> int:
        """One statement that is recorded, and its position."""
        answer = self.say(short, data, by, **more)
        assert answer.status_code == 201, answer.text
        position: int = answer.json()["position"]
        return position

    def open(self, nomination_id: str = "N-1") -> int:
        """The division is proposed."""
        achievement = {"award": "AGENCY_COMMENDATION", "achievement_key": f"{self.campaign}:COLLECTIVE:hctc"}
        return self.tell("nomination.opened", {"nomination_id": nomination_id} | SUBJECT | achievement)

    def add_papers(self, nomination_id: str = "N-1") -> None:
        """The three papers that the law asks for."""
        for number, item in enumerate(PAPERS):
            paper = {"item": item, "name": f"Giấy {number}", "sha256": f"{number}" * 64}
            self.tell("dossier.item_added", {"nomination_id": nomination_id} | paper)

    def submit(self, nomination_id: str = "N-1", level: str = "AGENCY") -> int:
        """The dossier is received."""
        receipt = {"to_level": level, "doc_no": "88/TTr-HCTC", "received_on": YESTERDAY}
        return self.tell("nomination.submitted", {"nomination_id": nomination_id} | receipt)

    def convene(self, sitting_id: str = SITTING, held_on: str = TODAY) -> int:
        """Five sit, the first as chair."""
        members = [{"person_id": one, "chair": one == MEMBERS[0]} for one in MEMBERS]
        return self.tell("council.convened", {"sitting_id": sitting_id, "members": members, "held_on": held_on})

    def vote(self, nomination_id: str = "N-1", **votes: object) -> int:
        """Four of five are present, three of them for it."""
        return self.tell("ballot.tallied", ballot(nomination_id, **votes))

    def sign_minutes(self, sitting_id: str = SITTING) -> int:
        """The chair and the secretary sign."""
        signed = {"doc_no": "12/BB-HĐTĐKT", "signed_on": TODAY, "signers": [MEMBERS[0], "P-7"]}
        return self.tell("minutes.signed", {"sitting_id": sitting_id} | signed)

    def decide(self, decision_no: str = "231/QĐ-VP", by: tuple[str, str] = AUTHORITY, **more: object) -> httpx.Response:
        """The head of the office decides."""
        return self.say("award.decided", decision(decision_no, **more), by)

    def up_to_minutes(self) -> None:
        """All that comes before a decision."""
        self.open()
        self.add_papers()
        self.submit()
        self.convene()
        self.vote()
        self.sign_minutes()

    def nomination(self, nomination_id: str = "N-1", *, after: int = 0) -> dict[str, Any]:
        """The nomination as it is shown."""
        answer = self.awards.read(f"/{self.campaign}/nominations/{nomination_id}", after=str(after))
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def decisions(self, *, after: int = 0) -> list[dict[str, Any]]:
        """The decisions as they are shown."""
        answer = self.awards.read(f"/{self.campaign}/decisions", after=str(after))
        assert answer.status_code == 200, answer.text
        shown: list[dict[str, Any]] = answer.json()["decisions"]
        return shown


def ballot(nomination_id: str = "N-1", **votes: object) -> dict[str, object]:
    """A tally: four of five present, three for it."""
    counted = {"round": 1, "yes": 3, "no": 1, "blank": 0, "present": 4, "written_yes": 0}
    return {"sitting_id": SITTING, "nomination_id": nomination_id} | counted | votes


def decision(decision_no: str = "231/QĐ-VP", **more: object) -> dict[str, object]:
    """A decision on the division, of today."""
    signer = {"person_id": "P-1", "title": "Chánh Văn phòng", "capacity": "HEAD"}
    subjects = [SUBJECT | {"nomination_id": "N-1"}]
    said = {"decided_on": TODAY, "award": "AGENCY_COMMENDATION", "signer": signer, "subjects": subjects}
    return {"decision_no": decision_no} | said | more
