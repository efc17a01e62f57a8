"""A reminder in words: every topic and tier in both languages, with days and numbers as each writes them."""

from itertools import product
from typing import get_args

import pytest
from msgspec.structs import replace

from services.notify.domain.directory import NAMELESS, Name
from services.notify.domain.notices import ReminderStory
from services.notify.domain.urging import STEPS, UrgingTopic
from services.notify.domain.wording import wording
from services.notify.web.urging_texts import URGING_WORDS
from shared.core.events import Figure
from shared.core.values import Language, Tier

STORY = ReminderStory(
    topic="report.overdue",
    tier="HEAD",
    campaign_name=Name("450 ngày đêm", "450 days and nights"),
    subject_kind="COLLECTIVE",
    subject_id="hctc",
    unit_id="hctc",
    unit_name=Name("Phòng Hành chính"),
    matter="2025-03",
    due_on="2025-04-05",
    figures=(Figure("{activities}", 1_041.5, 12_000.0),),
)
BROUGHT = [(*step, language) for steps in STEPS.values() for step in steps for language in get_args(Language)]
EVERYTHING = list(product(get_args(UrgingTopic), get_args(Tier), get_args(Language)))


def test_every_reminder_has_a_title_and_sentences_with_nothing_left_open() -> None:
    for topic, tier, language in EVERYTHING:
        words = wording(replace(STORY, topic=topic, tier=tier), language)

        assert "{" not in words.title
        assert "{" not in words.body.replace("{activities}", "")
        assert len(words.sentences) == 5
        assert all(sentence.endswith(".") for sentence in words.sentences)


def test_every_topic_reads_differently_before_each_tier_in_each_language() -> None:
    read = {wording(replace(STORY, topic=topic, tier=tier), language) for topic, tier, language in BROUGHT}

    assert len(read) == len(BROUGHT)


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("vi", "Quá hạn báo cáo kỳ 2025-03: Phòng Hành chính", ("05/04/2025", "1.041,5", "12.000", "Thủ trưởng")),
        ("en", "Report for 2025-03 overdue: Phòng Hành chính", ("2025-04-05", "1,041.5", "12,000", "The head")),
    ],
)
def test_it_says_which_matter_since_when_and_what_is_asked(
    language: Language, title: str, said: tuple[str, ...]
) -> None:
    words = wording(STORY, language)

    assert words.title == title
    assert [word for word in said if word.lower() not in words.body.lower()] == []


def test_a_goal_is_the_campaigns_and_called_by_its_name() -> None:
    figure = Figure("houses.completed", 2_762.0, 3_091.0)
    goal = replace(
        STORY, topic="goal.at_risk", matter="houses.completed", unit_id="", unit_name=NAMELESS, figures=(figure,)
    )

    words = wording(goal, "vi")

    assert words.title == "Mục tiêu có nguy cơ không đạt: số nhà hoàn thành"
    assert "số nhà hoàn thành: 2.762, so với 3.091." in words.sentences
    assert "Đơn vị" not in words.body.replace("Đơn vị đã được nhắc", "")


def test_a_unit_without_a_name_is_called_by_its_id() -> None:
    assert wording(replace(STORY, unit_name=NAMELESS), "vi").title.endswith(": hctc")


@pytest.mark.parametrize("language", get_args(Language))
def test_the_pages_of_urging_have_words_for_every_kind_of_reminder(language: Language) -> None:
    kinds = {topic.partition(".")[0] for topic in get_args(UrgingTopic)}

    assert kinds - set(URGING_WORDS[language].kinds) == set()
