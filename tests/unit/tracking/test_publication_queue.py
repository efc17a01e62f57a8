"""What the gazette centre has to do: what is signed is posted, and comes down when its time or its award is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from msgspec.structs import replace
from sqlalchemy import StaticPool
from sqlmodel import Session, create_engine

from services.tracking.projections import TRACKING
from services.tracking.tables import postings
from services.tracking.tables.awaiting import waiting
from services.tracking.tables.period import registered
from shared.adapters.database import Database
from shared.core import events
from shared.core.events import Data
from tests.examples import CAMPAIGN, LAUNCHED, POSTED, REPORT, TAKEN_DOWN
from tests.histories import BEGINNING, commits_of

DAY: Final = "2025-03-20"
NUMBER: Final = POSTED.doc_no
CORRECTED: Final = events.ReportCorrected(REPORT.report_id, {"started": 11}, "Đếm trùng")
TWO: Final = (events.Awarded("COLLECTIVE", "hctc", "DN-1"), events.Awarded("INDIVIDUAL", "cb-lan", "DN-2"))
DECIDED: Final = events.AwardDecided(
    NUMBER, "2025-03-12", "AGENCY_COMMENDATION", events.Signer("cb-cvp", "Chánh Văn phòng", "HEAD"), TWO
)
MINUTES: Final = events.MinutesSigned("HD-1", "05/BB-HĐ", "2025-03-11", ("cb-cvp",))
IN_FEED: Final = replace(POSTED, channel="FEED", take_down_on="")
ON_PORTAL: Final = replace(POSTED, take_down_on="2025-04-10")


def annulled(subject: events.Awarded) -> events.AwardAnnulled:
    named = subject.subject_kind, subject.subject_id
    return events.AwardAnnulled(NUMBER, *named, "FORGED_PAPERS", "99/QĐ-VPUBND", "2025-03-18")


@contextmanager
def told(*facts: Data) -> Iterator[Session]:
    database = Database.make(create_engine("sqlite://", poolclass=StaticPool), TRACKING)
    database.take(commits_of(BEGINNING, *((one,) for one in facts)))
    with database.reading() as view:
        yield view.session
    database.close()


def queue(*facts: Data, day: str = DAY) -> list[tuple[str, str, str]]:
    """What is to be done, with which paper, where."""
    with told(*facts) as session:
        return [(one.task.value, one.doc_no, one.channel) for one in waiting(session, CAMPAIGN, day)]


def test_what_is_signed_waits_for_both_places_and_leaves_each_as_it_is_posted() -> None:
    assert queue(MINUTES, DECIDED) == [
        ("POST", "05/BB-HĐ", "FEED"),
        ("POST", "05/BB-HĐ", "PORTAL"),
        ("POST", NUMBER, "FEED"),
        ("POST", NUMBER, "PORTAL"),
    ]
    assert queue(DECIDED, IN_FEED) == [("POST", NUMBER, "PORTAL")]
    assert queue(DECIDED, IN_FEED, ON_PORTAL) == []


def test_what_was_posted_before_its_signature_was_recorded_waits_no_more() -> None:
    assert queue(IN_FEED, DECIDED) == [("POST", NUMBER, "PORTAL")]


@pytest.mark.parametrize(("day", "due"), [("2025-04-09", []), ("2025-04-10", [("TAKE_DOWN", NUMBER, "PORTAL")])])
def test_a_posting_comes_down_on_its_day_and_is_not_called_for_again(day: str, due: list[tuple[str, str, str]]) -> None:
    told_so = DECIDED, IN_FEED, ON_PORTAL

    assert queue(*told_so, day=day) == due
    assert queue(*told_so, TAKEN_DOWN, day=day) == []


def test_an_annulment_of_all_calls_back_what_was_posted_and_is_posted_itself() -> None:
    story = DECIDED, IN_FEED, ON_PORTAL, annulled(TWO[0]), annulled(TWO[1])

    assert queue(*story) == [
        ("RETRACT", NUMBER, "FEED"),
        ("RETRACT", NUMBER, "PORTAL"),
        ("POST", "99/QĐ-VPUBND", "FEED"),
        ("POST", "99/QĐ-VPUBND", "PORTAL"),
    ]
    assert ("RETRACT", NUMBER, "PORTAL") not in queue(*story, TAKEN_DOWN)


def test_an_annulment_of_one_asks_for_the_decision_anew_without_it() -> None:
    story = DECIDED, IN_FEED, ON_PORTAL, TAKEN_DOWN, annulled(TWO[0])
    anew = replace(IN_FEED, document_id="QD-88-2")

    assert ("POST", NUMBER, "FEED") in queue(*story)
    assert [one for one in queue(*story, anew) if one[1:] == (NUMBER, "FEED")] == [("RETRACT", NUMBER, "FEED")]


def test_each_line_says_which_posting_and_by_which_fact() -> None:
    with told(DECIDED, IN_FEED, annulled(TWO[0])) as session:
        retract = waiting(session, CAMPAIGN, DAY)[0]

    assert (retract.document_id, retract.basis, retract.since) == ("QD-88", "99/QĐ-VPUBND", "2025-03-18")
    assert (retract.position, retract.kind) == (4_000, "DECISION")


def test_the_report_of_a_period_waits_when_all_were_due_and_again_when_it_is_a_newer_one() -> None:
    told_so = LAUNCHED, REPORT
    posted = [
        replace(POSTED, document_id=f"BC-03-{channel}", doc_no=f"BC-{REPORT.period}", channel=channel, take_down_on="")
        for channel in ("FEED", "PORTAL")
    ]
    both = [("POST", f"BC-{REPORT.period}", "FEED"), ("POST", f"BC-{REPORT.period}", "PORTAL")]

    assert queue(*told_so, day="2025-03-05") == []
    assert queue(*told_so, day="2025-03-06") == both
    assert queue(*told_so, *posted, day="2025-03-06") == []
    assert queue(*told_so, *posted, CORRECTED, day="2025-03-06") == both


def test_the_line_of_a_report_says_which_paper_it_is_and_whether_one_was_posted_before() -> None:
    posted = replace(POSTED, doc_no=f"BC-{REPORT.period}", channel="FEED", take_down_on="")
    with told(LAUNCHED, REPORT, posted, CORRECTED) as session:
        by_channel = {one.channel: one for one in waiting(session, CAMPAIGN, "2025-03-06")}
        paper = registered(session, CAMPAIGN, REPORT.period)

    assert paper is not None
    assert {(one.period, one.sha256, one.position) for one in by_channel.values()} == {
        (REPORT.period, paper.sha256, paper.position)
    }
    assert {channel: one.kind for channel, one in by_channel.items()} == {"FEED": "NEWER_REPORT", "PORTAL": "REPORT"}


def test_nothing_waits_in_another_campaign() -> None:
    with told(DECIDED) as session:
        assert waiting(session, "another", DAY) == []


def test_nobody_is_shown_what_was_annulled_since_it_was_posted() -> None:
    anew = replace(IN_FEED, document_id="QD-88-2")

    def shown(*facts: Data) -> list[str]:
        with told(*facts) as session:
            return [one.document_id for one in postings.public_on(session, CAMPAIGN, DAY, most=9)]

    assert shown(DECIDED, IN_FEED) == ["QD-88"]
    assert shown(DECIDED, IN_FEED, annulled(TWO[0])) == []
    assert shown(DECIDED, IN_FEED, annulled(TWO[0]), anew) == ["QD-88-2"]
