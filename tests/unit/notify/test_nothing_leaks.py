"""What notices could tell, by topic and reader, in a template that names all it may; and data that looks like markup.

Whatever a reader may not see bears a mark here, wherever the log holds it beside what notices are made of.
"""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final, get_args

import pytest
from msgspec.structs import replace

from services.notify.domain.checking import faults_of
from services.notify.domain.notices import EVERY_CHANNEL, READING_ROLES, REMINDERS, Notice
from services.notify.domain.outbox import Outbox
from services.notify.domain.templates import Template
from services.notify.domain.topics import TOPICS
from services.notify.domain.troubles import TOPIC_OF, TROUBLES
from services.notify.domain.variables import LISTS, VARIABLES
from services.notify.domain.wording import wording_of
from services.notify.senders.captured import CapturedMail
from services.notify.senders.email import EmailSender, MailServer
from services.notify.senders.leaving import WayOut
from services.notify.senders.plain_text import text_of
from services.notify.senders.webhook import event_of
from shared.adapters.memory import MemoryLog
from shared.core.definition import Contact, Text
from shared.core.events import (
    REGISTRY,
    CandidateFlagged,
    CandidateUnflagged,
    CandidateUpdated,
    Data,
    Figure,
    ReminderEscalated,
    TroubleFound,
)
from shared.core.values import Language, SubjectKind, Tier, Verdict
from tests.examples import LAN, LAUNCHED
from tests.unit.notify.notifying import HCTC, flagged, run, unflagged, updated, write

SECRET: Final = "BI-MAT"  # in names of persons, addresses, keys of achievements and whatever else no notice is made of
OURS: Final = {*REMINDERS, *TROUBLES}  # stated by notify itself
ROLES: Final = sorted(READING_ROLES)
SUBJECTS: Final[tuple[tuple[str, SubjectKind], ...]] = (("hctc", "COLLECTIVE"), (LAN.person_id, "INDIVIDUAL"))
READERS: Final = ("hctc", LAN.person_id, *ROLES)
HELD_WORDS: Final = ("HELD", "tạm dừng", "held until", "Tạm dừng")
UNIT: Final = replace(HCTC, contacts=(Contact(f"{SECRET}@vpubnd.example.vn"),))
PERSON: Final = replace(LAN, name=f"{SECRET} Nguyễn Thị Lan", title=SECRET, unit_id="hctc")


def everything(topic: str) -> Template:
    """A sound template that tells all it can."""
    plain = " ".join(f"{{{{ {name} }}}}" for name in VARIABLES[topic] if name not in LISTS)
    lists = "".join(
        f"{{% for one in {name} %}}"
        + (" ".join(f"{{{{ one.{part} }}}}" for part in sorted(LISTS[name])) or "{{ one }}")
        + " {% endfor %}"
        for name in VARIABLES[topic]
        if name in LISTS
    )
    return Template(plain, f"{plain} {lists}")


def statements(topic: str) -> list[Data]:
    """Facts that call for notices of a topic, of each kind of subject, or to each reader on each tier."""
    if topic in REMINDERS:
        return [
            ReminderEscalated(
                reminder_id=f"r-{tier}",
                topic=topic,
                level=tier,
                unit_id="hctc",
                household_id="H-1" if topic == "house.stuck" else "",
                nomination_id="N-1" if topic.startswith(("dossier", "nomination", "award")) else "",
                period="" if topic == "house.stuck" else "2025-01",
                due_on="2025-02-13",
                figures=(Figure("houses.completed", 1.0, 2.0),),
                recipients=READERS,
                cause="1000",
            )
            for tier in get_args(Tier)
        ]
    if topic in TROUBLES:
        return [
            TroubleFound(
                trouble_id=f"t-{kind}",
                topic=topic,
                service="audit",
                kind=kind,
                why="A fact after position 1000 is of a kind that this release does not know (ValueError)",
                recipients=READERS,
            )
            for kind, told_as in TOPIC_OF.items()
            if told_as == topic
        ]
    made: dict[str, Callable[..., CandidateFlagged | CandidateUpdated | CandidateUnflagged]] = {
        "candidate.flagged": flagged,
        "candidate.updated": updated,
        "candidate.unflagged": unflagged,
    }
    flags: list[CandidateFlagged | CandidateUpdated | CandidateUnflagged] = [
        flag
        for subject, kind in SUBJECTS
        for verdict in get_args(Verdict)
        for flag in (flagged(subject, kind=kind), made[topic](subject, kind=kind, verdict=verdict))  # fit before
    ]
    return [replace(flag, achievement_key=f"{SECRET}-{flag.subject_id}") for flag in flags]


def called_for(topic: str) -> list[Notice]:
    """Every notice of what may come under a topic, by every channel that each reader might have."""

    async def story() -> MemoryLog:
        log = MemoryLog()
        await write(log, UNIT, PERSON, owner="tracking", campaign=REGISTRY)
        await write(log, LAUNCHED, owner="tracking")
        for statement in statements(topic):
            await write(log, statement, owner="notify" if topic in OURS else "awards")
        return log

    outside = dict.fromkeys(READERS, sorted(EVERY_CHANNEL - {"inbox"}))
    outbox = Outbox(EVERY_CHANNEL, outside)
    for commit in run(story()).commits:
        outbox.fold(commit)
    return list(outbox.due.values())


@pytest.mark.parametrize("topic", TOPICS)
def test_no_template_can_tell_a_reader_what_it_may_not_see(topic: str) -> None:
    assert list(faults_of(topic, everything(topic))) == []

    found = called_for(topic)

    told = [
        (notice.recipient, language, wording_of(replace(notice, language=language, template=everything(under))))
        for notice in found
        for language in get_args(Language)
        for under in [notice.story.topic]
    ]
    assert {notice.recipient for notice in found} >= ({"hctc", "secretary"} if topic not in OURS else set(READERS))
    assert [(who, words.title) for who, _, words in told if SECRET in words.title + words.body] == []
    others = [words.title + words.body for who, _, words in told if who != "secretary"]
    assert [text for text in others for word in HELD_WORDS if word in text] == []
    if topic not in OURS:  # and the walk does see a hold where it may be seen
        assert any("HELD" in words.body for who, _, words in told if who == "secretary")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_message_to_anybody_outside_holds_no_secret_and_no_hold(topic: str) -> None:
    outside = [one for one in called_for(topic) if one.channel != "inbox"]

    said = [
        event_of(notice, name="Phòng").decode() + "".join(text_of(notice, most=9_000)) + wording_of(notice).body
        for one in outside
        for notice in [replace(one, template=everything(one.story.topic))]
    ]

    assert len(outside) > 0
    assert [text for text in said if SECRET in text] == []
    assert [text for text in said for word in HELD_WORDS if word in text] == []


NASTY: Final = (
    "{{ 7 * 7 }}{% include 'x' %}",
    "a\r\nBcc: ai-do@example.vn",
    "a\nX-Spam: no\n\n<b>thân thư</b>",
    "<script>alert(1)</script>&\"'",
    "</td></table><img src=x onerror=alert(1)>",
    "\u202eđảo\x00ngược\u2028dòng",
    "=?utf-8?q?=0ABcc=3A_x=40example.vn?=",
)


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("language", get_args(Language))
def test_data_that_looks_like_a_template_a_header_or_markup_stays_text(
    tmp_path: Path, nasty: str, language: Language
) -> None:
    letter = written(tmp_path, nasty, language)

    text, html = body_of(letter, "plain"), body_of(letter, "html")
    one_line = "".join(letter for letter in " ".join(nasty.split()) if letter.isprintable())
    assert set(letter.keys()) == HEADERS
    assert "".join(one_line.split()) in "".join(str(letter["Subject"]).split()) or nasty.startswith("=?")
    assert one_line in text
    assert "49" not in text.replace(str(letter["Message-ID"]), "").split("--")[0]
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>thân" not in html
    assert not any(line.startswith(("Bcc:", "X-Spam:")) for line in text.splitlines())


HEADERS: Final = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
}


def body_of(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def written(folder: Path, nasty: str, language: Language) -> EmailMessage:
    """An e-mail about a unit, from a campaign, of a matter, and to a recipient that are all called so."""

    async def story() -> bytes:
        log = MemoryLog()
        unit = replace(HCTC, name=Text(nasty, nasty), contacts=(Contact("a@x.invalid", language),))
        await write(log, unit, owner="tracking", campaign=REGISTRY)
        await write(log, replace(LAUNCHED, name=Text(nasty, nasty)), owner="tracking")
        [statement, *_] = statements("report.overdue")
        await write(log, statement, owner="notify")
        outbox = Outbox(EVERY_CHANNEL)
        for commit in log.commits:
            outbox.fold(commit)
        [notice] = [one for one in outbox.due.values() if (one.recipient, one.channel) == ("hctc", "email")]
        server = MailServer("localhost", 25, "never", "thidua@example.vn")
        sender = EmailSender(server, captured=CapturedMail(folder), way_out=WayOut("", lambda _: ""))
        await sender.send(outbox.worded(notice), ["a@x.invalid"], name=nasty)
        return (folder / f"{notice.delivery_id}.eml").read_bytes()

    letter = message_from_bytes(run(story()), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter
