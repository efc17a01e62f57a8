"""Notify's read model in real tables: inboxes and deliveries, for whom, in which language, and rebuilt alike."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notify.api.reads import Wanted, deliveries_answer, inbox_answer
from services.notify.domain.leafing import MOST, Leaf
from services.notify.domain.notices import EVERY_CHANNEL, delivery_id_of
from services.notify.domain.outbox import Outbox
from services.notify.domain.readers import recipients_of
from services.notify.domain.renewing import renewed_id_of
from services.notify.projections import NOTIFY
from services.notify.tables.inbox import told_to
from shared.adapters.database import Database
from shared.adapters.sqlite_files import SqliteFiles
from shared.core.access import ROLES, Caller
from shared.core.definition import Text
from shared.core.events import (
    Data,
    NotificationFailed,
    NotificationRenewed,
    NotificationSent,
    ReminderEscalated,
    TroubleFound,
    UnitRenamed,
)
from shared.core.log import Commit
from shared.core.projecting import Rows, digest_of, fold_commits
from shared.core.values import Channel, Language, Role
from tests.examples import CAMPAIGN, LAN, LAUNCHED
from tests.histories import commits_of, recorded_at
from tests.integration.conftest import NewTables
from tests.unit.notify.notifying import ENGLISH, HCTC, flagged, unflagged

BEGINNING: tuple[Data, ...] = (HCTC, ENGLISH, LAN, LAUNCHED)


def sent(
    cause: int, recipient: str, *, topic: str = "candidate.flagged", channel: Channel = "inbox"
) -> NotificationSent:
    return NotificationSent(
        delivery_id=delivery_id_of(CAMPAIGN, cause, recipient=recipient, channel=channel),
        topic=topic,
        cause=str(cause),
        subject_kind="COLLECTIVE",
        subject_id="hctc",
        recipient=recipient,
        channel=channel,
        language="vi",
        attempts=1,
    )


def failed(cause: int, recipient: str) -> NotificationFailed:
    return NotificationFailed(
        delivery_id=delivery_id_of(CAMPAIGN, cause, recipient=recipient, channel="email"),
        topic="candidate.flagged",
        cause=str(cause),
        subject_kind="COLLECTIVE",
        subject_id="hctc",
        recipient=recipient,
        channel="email",
        attempts=3,
        reason="Máy chủ thư từ chối (SMTP 550).",
    )


REMINDER = ReminderEscalated(
    reminder_id="r-1",
    topic="house.stuck",
    level="HEAD",
    unit_id="hctc",
    household_id="HB-MC-0001",
    due_on="2025-03-03",
    recipients=("hctc", "cb-lan", "authority"),
    cause="1000",
)

TROUBLE = TroubleFound(
    trouble_id="t-1",
    topic="fact.parked",
    service="awards",
    kind="read_model",
    about="awards",
    why="A fact after position 1000",
    recipients=("auditor", "admin"),
)
RENEWED = NotificationRenewed(
    delivery_id=renewed_id_of(failed(2_000, "hctc").delivery_id),
    renews=failed(2_000, "hctc").delivery_id,
    topic="candidate.flagged",
    cause="2000",
    subject_kind="COLLECTIVE",
    subject_id="hctc",
    recipient="hctc",
    channel="email",
    asked_by="admin:t-1",
)

_DATA = st.sampled_from(
    [
        flagged(),
        unflagged(),
        flagged("partners"),
        sent(2_000, "hctc"),
        failed(2_000, "hctc"),
        RENEWED,
        replace(failed(2_000, "hctc"), delivery_id=RENEWED.delivery_id),
        sent(3_001, "secretary"),
        REMINDER,
        TROUBLE,
        HCTC,
    ]
)
_CONTENTS = st.lists(st.lists(_DATA, min_size=1, max_size=4), min_size=1, max_size=8)


@pytest.fixture
def database(new_tables: NewTables) -> Iterator[Database]:
    with new_tables("notify").building() as new:
        made = Database.make(new.engine, NOTIFY)
        yield made
        made.close()


def inbox(database: Database, *recipients: str, language: Language = "vi") -> list[dict[str, Any]]:
    with database.reading() as view:
        told = [inbox_answer(view.session, reader(one), Leaf(MOST), language=language) for one in recipients]
        found: list[Any] = [notice for answer in told for notice in answer["notices"]]  # type: ignore[attr-defined]
        return found


def reader(recipient: str) -> Caller:
    """Whoever is told as this."""
    roles: dict[str, Role] = {role: role for role in ROLES}
    if recipient in roles:
        return Caller(roles[recipient], "", "", "t-1")
    return Caller("council", "", recipient, "t-1") if recipient == "cb-lan" else Caller("unit", recipient, "", "t-1")


def listed(database: Database, wanted: Wanted) -> list[dict[str, Any]]:
    with database.reading() as view:
        answer: Any = deliveries_answer(view.session, wanted)
        return list(answer["deliveries"])


def folded(commits: Sequence[Commit]) -> Outbox:
    """The outbox after commits, each under the owner of its facts."""
    outbox = Outbox(EVERY_CHANNEL)
    for commit in commits:
        outbox.fold(replace(commit, owner=commit.facts()[0].data.owner))
    return outbox


def test_a_notice_in_the_inbox_says_all_the_contract_wants_in_the_callers_language(database: Database) -> None:
    database.take(commits_of(BEGINNING, [flagged(verdict="NEEDS_REVIEW")], [sent(2_000, "hctc")]))

    (notice,) = inbox(database, "hctc")
    (english,) = inbox(database, "hctc", language="en")

    body = notice.pop("body")
    assert notice == {
        "delivery_id": delivery_id_of(CAMPAIGN, 2_000, recipient="hctc", channel="inbox"),
        "topic": "candidate.flagged",
        "cause": 2_000,
        "campaign": CAMPAIGN,
        "subject_kind": "COLLECTIVE",
        "subject_id": "hctc",
        "recipient": "hctc",
        "title": "Cần xem xét để bình xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính - Tổ chức",
        "at": recorded_at(3),
        "position": 3_000,
        "language": "vi",
        "opens": f"/awards/pages/candidates/COLLECTIVE/hctc?campaign={CAMPAIGN}&card={flagged().card}",
    }
    assert "Nội dung còn thiếu: thêm 1 cuộc kiểm tra." in body
    assert "Still missing: 1 more inspection." in english["body"]
    assert english["language"] == "en"


def test_a_notice_of_a_person_names_the_id_alone(database: Database) -> None:
    database.take(commits_of(BEGINNING, [flagged("cb-lan", kind="INDIVIDUAL")], [sent(2_000, "cb-lan")]))

    (notice,) = inbox(database, "cb-lan")

    assert notice["title"].endswith(": cá nhân có mã cb-lan")


def test_an_inbox_holds_what_its_owner_was_told_the_newest_first(database: Database) -> None:
    database.take(commits_of(BEGINNING, [flagged()], [sent(2_000, "hctc"), sent(2_000, "secretary")]))
    database.take(commits_of([unflagged()], [sent(4_000, "hctc", topic="candidate.unflagged")], after=3))

    found = [(notice["cause"], notice["topic"]) for notice in inbox(database, "hctc")]

    assert found == [(4_000, "candidate.unflagged"), (2_000, "candidate.flagged")]
    assert [notice["cause"] for notice in inbox(database, "secretary")] == [2_000]
    assert inbox(database, "partners") == []
    assert inbox(database) == []


def test_a_long_inbox_is_leafed_through_without_a_gap_while_news_comes_in(database: Database) -> None:
    told = [[(flagged(), unflagged())[number % 2], sent((2 + number) * 1_000, "hctc")] for number in range(7)]
    database.take(commits_of(BEGINNING, *told))

    with database.reading() as view:
        first: Any = inbox_answer(view.session, reader("hctc"), Leaf(3), language="vi")
    database.take(commits_of([flagged(), sent(9_000, "hctc")], after=8))
    pages = [first]
    while more := pages[-1].get("next"):
        leaf = Leaf.asked({"most": "3", "next": more}, usual=MOST)
        assert isinstance(leaf, Leaf)
        with database.reading() as view:
            pages.append(inbox_answer(view.session, reader("hctc"), leaf, language="vi"))

    found = [notice["cause"] for page in pages for notice in page["notices"]]
    assert found == [number * 1_000 for number in range(8, 1, -1)]
    assert [len(page["notices"]) for page in pages] == [3, 3, 1]


def test_a_notice_of_many_to_one_reader_does_not_end_the_leafing(database: Database) -> None:
    together = [sent(2_000, one) for one in ("hctc", "secretary", "authority")]
    database.take(commits_of(BEGINNING, [flagged()], together))

    with database.reading() as view:
        found, more = told_to(view.session, ("hctc", "secretary", "authority"), leaf=Leaf(2))
        rest, none = told_to(view.session, ("hctc", "secretary", "authority"), leaf=Leaf(2, more))

    assert (len(found), len(rest), none) == (2, 1, None)
    assert {one.recipient for one, _ in (*found, *rest)} == {"hctc", "secretary", "authority"}


def test_an_e_mail_lies_in_no_inbox(database: Database) -> None:
    database.take(commits_of(BEGINNING, [flagged()], [sent(2_000, "hctc", channel="email")]))

    assert inbox(database, "hctc") == []


def test_a_notice_calls_a_unit_what_it_was_called_when_the_flag_was_made(database: Database) -> None:
    renamed = UnitRenamed("hctc", Text("Phòng Tổ chức"), "2025-07-01", "NQ 202/2025/QH15")
    database.take(commits_of(BEGINNING, [flagged()], [sent(2_000, "hctc")], [renamed]))

    (notice,) = inbox(database, "hctc")

    assert notice["title"].endswith("Phòng Hành chính - Tổ chức")


def test_a_reminder_is_read_in_the_inbox_of_each_whom_it_is_for(database: Database) -> None:
    told = [
        replace(sent(2_000, recipient, topic="house.stuck"), subject_kind="HOUSEHOLD", subject_id="HB-MC-0001")
        for recipient in REMINDER.recipients
    ]
    database.take(commits_of(BEGINNING, [REMINDER], told))

    found = [inbox(database, recipient, language="en") for recipient in REMINDER.recipients]

    assert [[one["topic"] for one in notices] for notices in found] == [["house.stuck"]] * 3
    assert found[0][0]["title"] == ("House at a standstill, household with id HB-MC-0001: Phòng Hành chính - Tổ chức")
    assert (found[0][0]["subject_kind"], found[0][0]["subject_id"]) == ("HOUSEHOLD", "HB-MC-0001")
    assert inbox(database, "partners") == []


def test_a_reminder_is_due_to_a_unit_by_every_channel_and_to_persons_and_roles_in_their_inbox(
    database: Database,
) -> None:
    database.take(commits_of(BEGINNING, [REMINDER]))

    found = [(one["recipient"], one["channel"], one["status"]) for one in listed(database, Wanted())]

    assert found == [
        ("authority", "inbox", "due"),
        ("cb-lan", "inbox", "due"),
        ("hctc", "email", "due"),
        ("hctc", "inbox", "due"),
    ]


def test_a_reminder_of_a_kind_that_is_not_known_here_is_told_to_nobody(database: Database) -> None:
    database.take(commits_of(BEGINNING, [replace(REMINDER, topic="weather.bad")]))

    assert listed(database, Wanted()) == []


def test_a_notice_under_another_topic_than_its_cause_is_told_under_its_own(database: Database) -> None:
    database.take(commits_of(BEGINNING, [flagged()], [sent(2_000, "hctc", topic="candidate.updated")]))

    (notice,) = inbox(database, "hctc")

    assert notice["title"].startswith("Thay đổi kết quả rà soát")


def test_deliveries_are_listed_with_what_became_of_them(database: Database) -> None:
    database.take(commits_of(BEGINNING, [flagged()], [sent(2_000, "hctc"), failed(2_000, "hctc")]))

    found = listed(database, Wanted())

    assert found[0] == {
        "delivery_id": delivery_id_of(CAMPAIGN, 2_000, recipient="hctc", channel="email"),
        "topic": "candidate.flagged",
        "cause": 2_000,
        "subject_kind": "COLLECTIVE",
        "subject_id": "hctc",
        "recipient": "hctc",
        "channel": "email",
        "status": "failed",
        "attempts": 3,
        "reason": "Máy chủ thư từ chối (SMTP 550).",
    }
    assert [(one["recipient"], one["channel"], one["status"], one["attempts"]) for one in found] == [
        ("hctc", "email", "failed", 3),
        ("hctc", "inbox", "sent", 1),
        ("secretary", "inbox", "due", 0),
    ]


@given(_CONTENTS)
def test_what_is_due_is_what_the_outbox_holds(
    tmp_path_factory: pytest.TempPathFactory, contents: Sequence[Sequence[Data]]
) -> None:
    # What was never due and yet failed is no notice here, and cannot be asked for again.
    told = (data for content in contents for data in content if not isinstance(data, NotificationRenewed))
    commits = commits_of(BEGINNING, *([data] for data in told))
    outbox = folded(commits)
    with SqliteFiles(tmp_path_factory.mktemp("notify"), "notify").building() as new:
        database = Database.make(new.engine, NOTIFY)
        database.take(commits)
        found = listed(database, Wanted(of_holds=True))
        database.close()

    statuses = {one["delivery_id"]: one["status"] for one in found}
    due = {delivery_id for delivery_id, status in statuses.items() if status == "due"}
    assert due == {delivery_id for delivery_id in outbox.due if statuses.get(delivery_id, "due") == "due"}


def test_a_unit_sees_its_own_deliveries_and_nothing_that_is_due_to_others(database: Database) -> None:
    database.take(
        commits_of(BEGINNING, [flagged(), flagged("partners")], [sent(2_000, "hctc"), sent(2_000, "secretary")])
    )

    found = listed(database, Wanted(recipients=("hctc",)))

    assert [(one["recipient"], one["status"]) for one in found] == [("hctc", "due"), ("hctc", "sent")]


def test_what_tells_of_a_hold_is_listed_only_for_those_who_may_know(database: Database) -> None:
    held = [flagged()], [unflagged(verdict="HELD")]
    database.take(commits_of(BEGINNING, *held, [sent(3_000, "secretary", topic="candidate.unflagged")]))

    assert {one["cause"] for one in listed(database, Wanted())} == {2_000}
    assert {one["cause"] for one in listed(database, Wanted(of_holds=True))} == {2_000, 3_000}


@pytest.mark.parametrize(
    ("role", "unit_id", "person_id", "recipients"),
    [
        ("unit", "hctc", "", {"hctc"}),
        ("unit", "hctc", "cb-lan", {"hctc", "cb-lan"}),
        ("secretary", "", "", {"secretary"}),
        ("secretary", "hctc", "cb-lan", {"secretary", "cb-lan"}),
        ("council", "", "cb-lan", {"cb-lan"}),
        ("authority", "", "", {"authority"}),
        ("auditor", "", "", {"auditor"}),
        ("verifier", "", "", set()),
        ("unit", "secretary", "", set()),
    ],
)
def test_a_caller_reads_as_its_unit_its_role_and_its_person(
    role: Role, unit_id: str, person_id: str, recipients: set[str]
) -> None:
    caller = Caller(role=role, unit_id=unit_id, person_id=person_id, token_id="t")

    assert recipients_of(caller) == recipients


@given(_CONTENTS, st.data())
def test_taken_in_any_batches_the_tables_equal_the_pure_fold(
    tmp_path_factory: pytest.TempPathFactory, contents: Sequence[Sequence[Data]], data: st.DataObject
) -> None:
    commits: Sequence[Commit] = commits_of(BEGINNING, *contents)
    cut = data.draw(st.integers(0, len(commits)))
    with SqliteFiles(tmp_path_factory.mktemp("notify"), "notify").building() as new:
        database = Database.make(new.engine, NOTIFY)
        database.take(commits[:cut])
        database.take(commits)
        digest = database.digest()
        database.close()

    rows = Rows(NOTIFY.tables)
    position = fold_commits(NOTIFY, rows, commits)
    assert digest == digest_of(rows.everything(), position=position)
