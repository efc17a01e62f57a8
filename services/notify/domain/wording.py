"""A notice in words, Vietnamese or English, as an office writes. It names units and ids of persons, never a person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from services.notify.domain.directory import Name
from services.notify.domain.notices import AnyStory, DigestStory, Notice, ReminderStory, Story
from services.notify.domain.reminder_wording import Names, said_of
from services.notify.domain.shelf import shipped
from services.notify.domain.templates import Slot, Template
from services.notify.domain.text_templates import Value, rendered
from services.notify.domain.trouble_stories import TroubleStory
from services.notify.domain.trouble_wording import said_of_trouble
from shared.core.naming import in_language, in_words
from shared.core.values import Award, Language, SubjectKind, Verdict


class Wording(msgspec.Struct, frozen=True):
    """A notice as it is read: its title, and its sentences one by one. `parts`: the notices that a digest brings.

    A digest's own sentences are those of its parts, each below its title. `opens`: the address it leads to, if any.
    """

    title: str
    sentences: tuple[str, ...]
    parts: tuple["Wording", ...] = ()
    opens: str = ""

    @property
    def body(self) -> str:
        """All sentences, one a line."""
        return "\n".join(self.sentences)


class _Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """What templates are given in words, in one language."""

    subjects: Mapping[SubjectKind, str]
    awards: Mapping[Award, str]
    verdicts: Mapping[Verdict, str]
    together: str


_VI: Final = _Phrases(
    subjects={
        "COLLECTIVE": "tập thể có mã {id}",
        "INDIVIDUAL": "cá nhân có mã {id}",
        "HOUSEHOLD": "hộ gia đình có mã {id}",
    },
    awards={
        "LABOUR_ORDER_1": "Huân chương Lao động hạng Nhất",
        "LABOUR_ORDER_2": "Huân chương Lao động hạng Nhì",
        "LABOUR_ORDER_3": "Huân chương Lao động hạng Ba",
        "PM_MERIT": "Bằng khen của Thủ tướng Chính phủ",
        "PROVINCE_MERIT": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
        "AGENCY_COMMENDATION": "Giấy khen của Thủ trưởng cơ quan",
    },
    verdicts={
        "CANDIDATE": "đủ điều kiện đưa ra bình xét",
        "NEEDS_REVIEW": "cần được xem xét thêm trước khi bình xét",
        "NOT_YET": "chưa đủ điều kiện",
        "HELD": "tạm dừng việc xét",
        "DUPLICATE": "thành tích này đã được khen thưởng hoặc đang được đề nghị khen thưởng",
    },
    together="{number} thông báo gửi gộp: {first}",
)
_EN: Final = _Phrases(
    subjects={
        "COLLECTIVE": "the collective with id {id}",
        "INDIVIDUAL": "the person with id {id}",
        "HOUSEHOLD": "the household with id {id}",
    },
    awards={
        "LABOUR_ORDER_1": "Labour Order, first class",
        "LABOUR_ORDER_2": "Labour Order, second class",
        "LABOUR_ORDER_3": "Labour Order, third class",
        "PM_MERIT": "Prime Minister's certificate of merit",
        "PROVINCE_MERIT": "certificate of merit of the chairman of the provincial people's committee",
        "AGENCY_COMMENDATION": "commendation of the head of the agency",
    },
    verdicts={
        "CANDIDATE": "fit to be put to the vote",
        "NEEDS_REVIEW": "to be reviewed before a vote",
        "NOT_YET": "the standard is not met yet",
        "HELD": "held until an open case is settled",
        "DUPLICATE": "this achievement was awarded, or is proposed for an award, already",
    },
    together="{number} notices in one: {first}",
)
_PHRASES: Final[Mapping[Language, _Phrases]] = {"vi": _VI, "en": _EN}


def name_in(name: Name, language: Language) -> str:
    """In Vietnamese where there is no English."""
    return name.en or name.vi if language == "en" else name.vi


def wording_of(notice: Notice) -> Wording:
    """What a notice says, by the template that it was given, and each part of a digest by its own."""
    if notice.gathered:
        return _together([wording_of(one) for one in notice.gathered], notice.language)
    return replace(wording(notice.story, notice.language, notice.template), opens=notice.opens)


def wording(story: AnyStory | DigestStory, language: Language, template: Template | None = None) -> Wording:
    """What a story says in one language, by the template that ships where none is given."""
    if isinstance(story, DigestStory):
        return _together([wording(one, language) for one in story.stories], language)
    by = template or shipped(Slot(story.topic, language, "LETTER"))
    values = values_of(story, language)
    lines = (plainly(line) for line in rendered(by.body, values).splitlines())
    return Wording(plainly(rendered(by.subject, values)), tuple(line for line in lines if line))


def values_of(story: AnyStory, language: Language) -> Mapping[str, Value]:
    """What a template may name, in one language: on one line each, whatever the facts hold."""
    return {name: _plain_value(value) for name, value in _said(story, language).items()}


def _said(story: AnyStory, language: Language) -> Mapping[str, Value]:
    match story:
        case Story():
            return _said_of_flag(story, language)
        case ReminderStory():
            return _said_of_reminder(story, language)
        case TroubleStory():
            return said_of_trouble(story, language)


def plainly(text: str) -> str:
    """Text on one line, without what moves a reader's cursor: nothing in it begins a line or a header of its own."""
    words = " ".join(text.split())
    return words if words.isprintable() else "".join(letter for letter in words if letter.isprintable())


def _plain_value(value: Value) -> Value:
    if isinstance(value, str):
        return plainly(value)
    return [plainly(one) if isinstance(one, str) else {k: plainly(v) for k, v in one.items()} for one in value]  # type: ignore[return-value]


def _together(parts: Sequence[Wording], language: Language) -> Wording:
    together = [line for number, part in enumerate(parts, start=1) for line in _numbered(part, number)]
    title = _PHRASES[language].together.format(number=len(parts), first=parts[0].title)
    return Wording(title, tuple(together), tuple(parts))


def _numbered(part: Wording, number: int) -> Iterator[str]:
    yield f"{number}. {part.title}"
    yield from part.sentences
    if part.opens:
        yield part.opens


def _said_of_reminder(story: ReminderStory, language: Language) -> Mapping[str, Value]:
    called = Names(name_in(story.campaign_name, language), name_in(story.unit_name, language))
    return said_of(story, language, names=called)


def _said_of_flag(story: Story, language: Language) -> Mapping[str, Value]:
    phrases = _PHRASES[language]
    unnamed = phrases.subjects[story.subject_kind].format(id=story.subject_id)
    return {
        "award": phrases.awards[story.award],
        "subject": name_in(story.subject_name, language) or unnamed,
        "campaign": name_in(story.campaign_name, language),
        "verdict": phrases.verdicts[story.verdict],
        "code": story.verdict,
        "card": story.card,
        "rule_set": story.rule_set,
        "missing": [in_words(in_language(said, language), language) for said in story.missing],
    }
