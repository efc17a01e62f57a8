"""What stands in the gazette centre's forms: all that a line of its queue, and postings of the same paper, say."""

from typing import Final, get_args

import pytest
from msgspec.structs import replace

from services.tracking.tables.awaiting import Task, waiting
from services.tracking.tables.period import registered
from services.tracking.web.form_texts import FORM_WORDS
from services.tracking.web.publication_forms import BY_NAME, empty_filling, stands_in
from services.tracking.web.publication_texts import PUBLICATION_WORDS
from services.tracking.web.thing_forms import labels_of
from shared.core.events import Data
from shared.core.values import Language, Outlet
from tests.examples import CAMPAIGN, LAUNCHED, POSTED, REPORT
from tests.unit.tracking.test_publication_queue import DAY, DECIDED, IN_FEED, NUMBER, ON_PORTAL, TWO, annulled, told

ANEW: Final = replace(IN_FEED, document_id="QD-88-2", url="https://example.vn/2", title="Quyết định (bản mới)")


def standing(task: Task, channel: str, *facts: Data, number: str = NUMBER, language: Language = "vi") -> dict[str, str]:
    """What stands in the form of one line of the queue that follows from these facts."""
    with told(*facts) as session:
        [line] = [
            one
            for one in waiting(session, CAMPAIGN, DAY)
            if (one.task, one.channel, one.doc_no) == (task, channel, number)
        ]
        return stands_in(session, CAMPAIGN, line, PUBLICATION_WORDS[language], today=DAY)


def test_a_paper_that_stands_nowhere_yet_lacks_no_more_than_its_address_and_its_hash() -> None:
    stands = standing(Task.POST, "FEED", DECIDED)

    assert {name: value for name, value in stands.items() if value} == {
        "document_id": NUMBER,
        "doc_no": NUMBER,
        "title": f"Quyết định khen thưởng số {NUMBER}",
        "channel": "FEED",
        "published_on": DAY,
    }


def test_a_paper_that_stands_in_one_place_is_posted_in_the_other_under_the_same_id_with_nothing_to_fill_in() -> None:
    in_feed = replace(IN_FEED, take_down_on="2025-04-10")
    stands = standing(Task.POST, "PORTAL", DECIDED, in_feed)

    same = ("document_id", "doc_no", "title", "url", "sha256", "take_down_on")
    assert {name: stands[name] for name in same} == {name: getattr(in_feed, name) for name in same}
    assert (stands["channel"], stands["published_on"]) == ("PORTAL", DAY)


def test_what_was_posted_before_an_annulment_is_posted_anew_under_another_id_and_hash() -> None:
    first = standing(Task.POST, "FEED", DECIDED, replace(IN_FEED, document_id=NUMBER), annulled(TWO[0]))
    second = standing(Task.POST, "PORTAL", DECIDED, IN_FEED, ON_PORTAL, annulled(TWO[0]), ANEW)

    assert (first["document_id"], first["title"], first["sha256"]) == (f"{NUMBER}-2", POSTED.title, "")
    assert (second["document_id"], second["url"], second["title"]) == ("QD-88-2", ANEW.url, ANEW.title)


def test_an_id_that_was_used_there_before_is_not_offered_again() -> None:
    again = replace(IN_FEED, document_id=ON_PORTAL.document_id)

    assert standing(Task.POST, "PORTAL", DECIDED, ON_PORTAL, annulled(TWO[0]), again)["document_id"] == NUMBER


def test_the_report_of_a_period_brings_its_name_and_its_hash() -> None:
    stands = standing(Task.POST, "FEED", LAUNCHED, REPORT, number=f"BC-{REPORT.period}")
    with told(LAUNCHED, REPORT) as session:
        paper = registered(session, CAMPAIGN, REPORT.period)

    assert paper is not None
    assert (stands["title"], stands["sha256"]) == ("Báo cáo tổng hợp tháng 2 năm 2025", paper.sha256)


@pytest.mark.parametrize(
    ("language", "why"),
    [("vi", "Bị hủy bỏ bởi quyết định số 99/QĐ-VPUBND"), ("en", "Annulled by decision 99/QĐ-VPUBND")],
)
def test_what_is_called_back_says_by_which_decision(language: Language, why: str) -> None:
    stands = standing(Task.RETRACT, "FEED", DECIDED, IN_FEED, annulled(TWO[0]), language=language)

    assert stands == {"document_id": "QD-88", "channel": "FEED", "unpublished_on": DAY, "reason": why}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_form_has_words_for_every_field_and_every_place(language: Language) -> None:
    said = PUBLICATION_WORDS[language]

    for short, data in BY_NAME.items():
        filling = empty_filling(data)
        labels = labels_of(filling, language)
        assert [one.name for one in filling.fields if one.name not in {**FORM_WORDS[language].labels, **labels}] == []
        assert said.done[short]
        assert NUMBER in said.titles[short].format(doc_no=NUMBER)
    assert said.channels.keys() == set(get_args(Outlet))
