"""What is posted for the public: once in each place, and taken down from there once."""

import pytest
from msgspec.structs import replace

from services.tracking.domain.publication_refusals import (
    ALREADY_POSTED,
    ALREADY_TAKEN_DOWN,
    DOWN_BEFORE_UP,
    NOT_POSTED,
)
from services.tracking.domain.refusals import CAMPAIGN_CLOSED, DAY_IN_FUTURE
from shared.core import events
from tests.examples import CAMPAIGN, POSTED, TAKEN_DOWN, TODAY, TOMORROW, YESTERDAY
from tests.unit.tracking.telling import ACCEPTED, given


def test_a_paper_is_posted_once_in_each_place() -> None:
    story = given(POSTED)

    story.when(replace(POSTED, channel="GAZETTE")).then(ACCEPTED)
    story.when(replace(POSTED, title="Bản khác")).then(ALREADY_POSTED)


@pytest.mark.parametrize("until", ["", TOMORROW])
def test_it_stays_for_good_or_until_a_later_day(until: str) -> None:
    given().when(replace(POSTED, take_down_on=until)).then(ACCEPTED)


@pytest.mark.parametrize("until", [TODAY, YESTERDAY])
def test_it_comes_down_no_sooner_than_it_went_up(until: str) -> None:
    given().when(replace(POSTED, take_down_on=until)).then(DOWN_BEFORE_UP)


def test_nothing_was_posted_or_taken_down_tomorrow() -> None:
    given().when(replace(POSTED, published_on=TOMORROW)).then(DAY_IN_FUTURE)
    given(POSTED).when(replace(TAKEN_DOWN, unpublished_on=TOMORROW)).then(DAY_IN_FUTURE)


def test_what_is_posted_is_taken_down_once_from_where_it_is() -> None:
    story = given(POSTED)

    story.when(replace(TAKEN_DOWN, channel="GAZETTE")).then(NOT_POSTED)
    story.when(TAKEN_DOWN).then(ACCEPTED)
    story.when(replace(TAKEN_DOWN, reason="Lần nữa")).then(ALREADY_TAKEN_DOWN)


def test_what_was_taken_down_is_not_posted_again_under_its_id() -> None:
    given(POSTED, TAKEN_DOWN).when(replace(POSTED, title="Bản mới")).then(ALREADY_POSTED)


def test_nothing_is_posted_in_a_campaign_that_is_closed() -> None:
    given(events.CampaignClosed(CAMPAIGN)).when(POSTED).then(CAMPAIGN_CLOSED)
