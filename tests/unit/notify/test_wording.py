"""A notice in words: every topic and verdict in both languages, as an office writes."""

from itertools import product
from typing import get_args

import pytest

from services.notify.domain.directory import NAMELESS, Name
from services.notify.domain.heard import Topic
from services.notify.domain.notices import Story
from services.notify.domain.wording import wording
from shared.core.events import Said
from shared.core.values import Award, Language, SubjectKind, Verdict

EVERYTHING = list(
    product(get_args(Topic), get_args(Verdict), get_args(Award), get_args(SubjectKind), get_args(Language))
)


def story(
    *,
    topic: Topic = "candidate.flagged",
    verdict: Verdict = "CANDIDATE",
    award: Award = "AGENCY_COMMENDATION",
    kind: SubjectKind = "COLLECTIVE",
    name: Name = NAMELESS,
) -> Story:
    return Story(
        topic=topic,
        campaign_name=Name("450 ngày đêm", "450 days and nights"),
        subject_kind=kind,
        subject_id="hctc",
        subject_name=name,
        award=award,
        card="F-GK-COL",
        rule_set="nd98-2023",
        verdict=verdict,
        missing=(Said("thêm 1 cuộc kiểm tra", "1 more inspection"), Said("Chưa có {xếp loại}", "No {rating}")),
    )


def test_every_notice_has_a_title_and_sentences_with_nothing_left_open() -> None:
    for topic, verdict, award, kind, language in EVERYTHING:
        words = wording(story(topic=topic, verdict=verdict, award=award, kind=kind), language)

        assert words.title
        assert "{" not in words.title
        assert "{" not in words.body.replace("{xếp loại}", "").replace("{rating}", "")
        assert all(sentence.endswith(".") for sentence in words.sentences)


@pytest.mark.parametrize(
    ("topic", "verdict", "title"),
    [
        ("candidate.flagged", "CANDIDATE", "Đủ điều kiện bình xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính"),
        (
            "candidate.flagged",
            "NEEDS_REVIEW",
            "Cần xem xét để bình xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính",
        ),
        (
            "candidate.updated",
            "CANDIDATE",
            "Thay đổi kết quả rà soát Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính",
        ),
        (
            "candidate.unflagged",
            "NOT_YET",
            "Không còn đủ điều kiện bình xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính",
        ),
        ("candidate.unflagged", "HELD", "Tạm dừng việc xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính"),
    ],
)
def test_the_title_says_what_happened(topic: Topic, verdict: Verdict, title: str) -> None:
    words = wording(story(topic=topic, verdict=verdict, name=Name("Phòng Hành chính")), "vi")

    assert words.title == title


def test_it_says_what_is_missing_and_that_nothing_is_awarded() -> None:
    vi, en = wording(story(), "vi"), wording(story(), "en")

    assert "Nội dung còn thiếu: thêm 1 cuộc kiểm tra; Chưa có {xếp loại}." in vi.sentences
    assert "Still missing: 1 more inspection; No {rating}." in en.sentences
    assert vi.sentences[-1].startswith("Đây là kết quả rà soát theo tiêu chuẩn, chưa phải là quyết định khen thưởng.")
    assert en.sentences[-1].startswith("This is a finding by the standard and not an award.")


@pytest.mark.parametrize(("language", "word"), [("vi", "Thư ký Hội đồng"), ("en", "council's secretary alone")])
def test_only_a_notice_of_a_hold_asks_for_silence(language: Language, word: str) -> None:
    assert word in wording(story(topic="candidate.unflagged", verdict="HELD"), language).body
    assert word not in wording(story(), language).body


def test_a_subject_without_a_name_is_called_by_its_id_and_english_falls_back_to_vietnamese() -> None:
    person, unit = story(kind="INDIVIDUAL"), story(name=Name("Phòng Hành chính"))

    assert wording(person, "vi").title.endswith(": cá nhân có mã hctc")
    assert wording(person, "en").title.endswith(": the person with id hctc")
    assert wording(unit, "en").title.endswith(": Phòng Hành chính")
