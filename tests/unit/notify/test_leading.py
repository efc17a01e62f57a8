"""Where notices lead: to the paper or page of what they tell, and nobody to what would be refused to them there."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final, get_args

import pytest

from services.notify.domain.directory import NAMELESS, Name
from services.notify.domain.leading import lead_of, seen_by, seen_from_outside
from services.notify.domain.notices import READING_ROLES, Notice, ReminderStory, story_of
from services.notify.domain.urging import UrgingTopic
from services.notify.senders.captured import CapturedMail
from services.notify.senders.email import EmailSender, MailServer
from services.notify.senders.leaving import WayOut
from services.notify.senders.led import LedSender
from services.notify.senders.plain_text import text_of
from services.notify.senders.webhook import event_of
from services.notify.senders.webpush import said_of
from shared.core.access import Caller, may_read
from tests.unit.notify.notifying import flagged

pytestmark = pytest.mark.anyio
CAMPAIGN: Final = "hoa-binh-450"
OURS: Final = "https://thi-dua.example.vn"
PLAYED: Final = "hctc@simulated.invalid"


def reminder(topic: UrgingTopic, **said: str) -> ReminderStory:
    return ReminderStory(
        **{  # type: ignore[arg-type]
            "topic": topic,
            "tier": "LEADERSHIP",
            "campaign_name": Name("Đợt thi đua"),
            "subject_kind": "COLLECTIVE",
            "subject_id": "hctc",
            "unit_id": "hctc",
            "unit_name": NAMELESS,
            "matter": "2025-03",
            "due_on": "2025-04-07",
            "figures": (),
        }
        | said
    )


def notice(story: ReminderStory, recipient: str) -> Notice:
    return Notice(
        delivery_id="d" * 32,
        campaign=CAMPAIGN,
        cause=2_000,
        cause_id="r-1",
        correlation_id="r-1",
        traceparent="",
        recorded_at="2025-04-08T07:30:00.000+07:00",
        recipient=recipient,
        channel="email",
        language="en",
        story=story,
    )


class Kept:
    """A sender that keeps what it is handed."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    async def send(self, notice: Notice, addresses: object, *, name: str) -> None:  # noqa: ARG002
        self.notices.append(notice)


async def led(one: Notice, base: str = OURS) -> Notice:
    kept = Kept()
    await LedSender(kept, base).send(one, (), name="")
    return kept.notices[0]


def test_what_tells_of_a_paper_leads_to_that_paper() -> None:
    papers = {
        "report.consolidated": reminder("report.consolidated"),
        "review.held": reminder("review.held", matter="SK 1"),
        "award.figure_fell": reminder("award.figure_fell", decision_no="12/QĐ-VP", nomination_id="n-1"),
        "nomination.figure_fell": reminder("nomination.figure_fell", nomination_id="n/1"),
    }

    found = {topic: lead_of(story, CAMPAIGN, recipient="secretary") for topic, story in papers.items()}

    assert {topic: lead and lead.address(CAMPAIGN, "vi") for topic, lead in found.items()} == {
        "report.consolidated": f"/tracking/campaigns/{CAMPAIGN}/reports/2025-03.docx",
        "review.held": f"/tracking/campaigns/{CAMPAIGN}/reviews/SK%201.docx",
        "award.figure_fell": f"/awards/campaigns/{CAMPAIGN}/decisions/12/Q%C4%90-VP/papers/quyet-dinh.docx",
        "nomination.figure_fell": f"/awards/campaigns/{CAMPAIGN}/nominations/n/1/papers/to-trinh.docx",
    }


@pytest.mark.parametrize("topic", sorted(get_args(UrgingTopic)))
@pytest.mark.parametrize("recipient", ["hctc", "partners", "cb-lan", *sorted(READING_ROLES)])
def test_every_topic_leads_somewhere_and_nobody_to_what_is_refused_there(topic: UrgingTopic, recipient: str) -> None:
    lead = lead_of(reminder(topic, nomination_id="n-1", decision_no="12"), CAMPAIGN, recipient=recipient)
    role = recipient if recipient in READING_ROLES else "unit"

    assert lead is not None
    caller = Caller(role, "" if role == recipient else recipient, "", "")  # type: ignore[arg-type]
    assert bool(seen_from_outside(lead, recipient)) == may_read(caller, lead.what, unit_id=lead.unit_id)


def test_a_unit_is_led_to_its_own_house_and_not_to_that_of_another() -> None:
    lead = lead_of(reminder("house.stuck", matter="HB-1"), CAMPAIGN, recipient="hctc")

    heir = Caller("unit", "xa-mai-chau", "", "t-1", predecessors=("hctc",))
    assert lead is not None
    assert lead.path == "/households/HB-1"
    assert (seen_from_outside(lead, "hctc"), seen_by(lead, heir)) == (lead, lead)
    assert seen_from_outside(lead, "partners") is None


def test_a_unit_reads_of_its_people_and_a_person_of_itself_only_as_who_it_signs_in_as() -> None:
    flag = flagged("cb-lan", kind="INDIVIDUAL")
    story = story_of(flag, "candidate.flagged", campaign_name=NAMELESS, subject_name=NAMELESS)

    of_unit, of_person = (lead_of(story, CAMPAIGN, recipient=one) for one in ("hctc", "cb-lan"))

    assert seen_from_outside(of_unit, "hctc") is not None
    assert seen_from_outside(of_person, "cb-lan") is None
    assert seen_by(of_person, Caller("council", "", "cb-lan", "t-1")) is not None


async def test_a_letter_a_message_a_webhook_and_a_browser_lead_to_the_same_paper(tmp_path: Path) -> None:
    one = await led(notice(reminder("report.consolidated"), "authority"))
    captured = CapturedMail(tmp_path)
    way_out = WayOut(OURS, lambda content: content.hex())
    server = MailServer.from_url("smtp://127.0.0.1:9")

    await EmailSender(server, captured=captured, way_out=way_out).send(one, [PLAYED], name="")

    letter = message_from_bytes((tmp_path / f"{one.delivery_id}.eml").read_bytes(), EmailMessage, policy=policy.default)
    parts = [part.get_content() for part in letter.iter_parts()]
    path = f"/tracking/campaigns/{CAMPAIGN}/reports/2025-03.docx"
    assert len(parts) == 2
    assert all(f"{OURS}{path}" in part for part in parts)
    assert f"{OURS}{path}" in text_of(one, most=900).body
    assert f'"opens":"{OURS}{path}"' in event_of(one, name="").decode()
    assert f'"opens":"{path}"' in said_of(one).decode()


async def test_a_letter_leads_nowhere_where_nobody_can_come_or_the_recipient_may_not_read_it() -> None:
    story = reminder("report.consolidated")

    found = [await led(notice(story, "authority"), base=""), await led(notice(story, "hctc"))]

    assert [one.opens for one in found] == ["", ""]
    assert "Open: " not in text_of(found[1], most=900).body
    assert "/notify/pages/inbox" in said_of(found[1]).decode()
