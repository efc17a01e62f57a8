"""Lists of activities: the same order and number on every page, of a short list and of one too long to be sorted."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session, create_engine

from services.tracking.tables.rows import Activity, Household, TrackingRow
from services.tracking.web import listing
from services.tracking.web.listing import Sought, activities, households
from shared.core.plain_words import plain

CAMPAIGN = "hoa-binh-450"
TITLES = ("Kiểm tra tiến độ", "Tặng quà hộ nghèo", "Tập huấn")


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    TrackingRow.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add_all(_activity(number, CAMPAIGN) for number in range(60))
        opened.add_all(_activity(number, "another") for number in range(5))
        opened.flush()
        yield opened
    engine.dispose()


def _activity(number: int, campaign: str) -> Activity:
    activity_id, title = f"HD-{number:02}", TITLES[number % 3]
    return Activity(
        campaign=campaign,
        activity_id=activity_id,
        unit_id="hctc" if number % 2 else "vpubnd",
        kind="other",
        clause="III.1.b4",
        quantity=1.0,
        state="recorded",
        position=1_000 + number,
        title=title,
        occurred_on=f"2025-03-{number * 7 % 11 + 1:02}",
        plain=plain(f"{activity_id} {title}"),
    )


def _household(number: int) -> Household:
    return Household(
        campaign=CAMPAIGN,
        household_id=f"H-{number:02}",
        unit_id="hctc",
        track="CAMPAIGN",
        category="POOR",
        work="REPAIR",
        position=2_000 + number,
    )


@pytest.mark.parametrize("few", [0, 1_000], ids=["too many to be sorted", "few"])
@pytest.mark.parametrize(
    ("units", "words"), [(None, ""), (("hctc",), ""), (None, "tang qua"), (("vpubnd",), "hd-0")], ids=str
)
def test_pages_one_after_the_other_are_all_that_is_sought_the_newest_first(
    session: Session, monkeypatch: pytest.MonkeyPatch, few: int, units: tuple[str, ...] | None, words: str
) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    monkeypatch.setattr(listing, "PAGE", 7)
    sought = Sought(CAMPAIGN, units, {"kind": "other"}, words)

    whole = activities(session, sought, page=None)
    pages = [activities(session, sought, page=number) for number in range(1, whole.pages + 1)]

    meant = [
        one
        for one in (_activity(number, CAMPAIGN) for number in range(60))
        if (units is None or one.unit_id in units) and all(word in one.plain for word in words.split())
    ]
    meant.sort(key=lambda one: (one.occurred_on, one.activity_id), reverse=True)
    assert [one.activity_id for one in whole.rows] == [one.activity_id for one in meant]
    assert [one.activity_id for page in pages for one in page.rows] == [one.activity_id for one in meant]
    assert {page.total for page in pages} == {len(meant)}


@pytest.mark.parametrize("words", ["", "tang qua", "hd-07", "nowhere"])
def test_stretches_one_after_the_other_are_all_that_is_sought(
    session: Session, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    whole = activities(session, Sought(CAMPAIGN, None, {}, words), page=None)
    monkeypatch.setattr(listing, "STRETCH", 13)

    stretches = [activities(session, Sought(CAMPAIGN, None, {}, words), page=1)]
    while stretches[-1].beyond:
        stretches.append(activities(session, Sought(CAMPAIGN, None, {}, words, stretches[-1].beyond), page=1))

    assert len(stretches) == 5  # of 60 rows, 13 at a time
    assert [one.activity_id for some in stretches for one in some.rows] == [one.activity_id for one in whole.rows]


@pytest.mark.parametrize("words", ["", "tang qua", "hd-07", "nowhere"])
def test_of_a_long_list_no_more_is_looked_at_than_fills_a_page(
    session: Session, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    whole = activities(session, Sought(CAMPAIGN, None, {}, words), page=None)
    for name, value in (("STRETCH", 30), ("NEARER", (9, 15)), ("PAGE", 3)):
        monkeypatch.setattr(listing, name, value)

    found, start, looked_at = list[Activity](), "", list[int]()
    while start or not looked_at:
        sought = Sought(CAMPAIGN, None, {}, words, start)
        first = activities(session, sought, page=1)
        found += [one for number in range(1, first.pages + 1) for one in activities(session, sought, page=number).rows]
        start = first.beyond
        looked_at.append(first.looked_at)

    assert [one.activity_id for one in found] == [one.activity_id for one in whole.rows]
    assert looked_at[0] == (30 if words in ("hd-07", "nowhere") else 9)


def test_households_come_in_stretches_by_their_ids(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.add_all(_household(number) for number in range(10))
    session.flush()
    monkeypatch.setattr(listing, "STRETCH", 6)

    first = households(session, Sought(CAMPAIGN, None, {"state": "identified"}, "h-0"), page=1)
    rest = households(session, Sought(CAMPAIGN, None, {}, "", first.beyond), page=1)

    assert [one.household_id for one in first.rows] == [f"H-0{number}" for number in range(6)]
    assert [one.household_id for one in rest.rows] == [f"H-0{number}" for number in range(6, 10)]
    assert not rest.beyond


def test_an_address_that_is_no_key_begins_at_the_first(session: Session) -> None:
    found = activities(session, Sought(CAMPAIGN, None, {}, "", "nonsense"), page=1)

    assert found.total == 60
