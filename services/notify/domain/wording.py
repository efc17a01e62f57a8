"""A notice in words, Vietnamese or English, as an office writes. It names units and ids of persons, never a person."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from services.notify.domain.directory import Name
from services.notify.domain.notices import AnyStory, DigestStory, ReminderStory, Story
from services.notify.domain.reminder_wording import Names, sentences_of, title_of
from shared.core.values import Award, Language, SubjectKind, Verdict
from shared.rules.stated import HELD


class Wording(msgspec.Struct, frozen=True):
    """A notice as it is read: its title, and its sentences one by one. `parts`: the notices that a digest brings.

    A digest's own sentences are those of its parts, each below its title.
    """

    title: str
    sentences: tuple[str, ...]
    parts: tuple["Wording", ...] = ()

    @property
    def body(self) -> str:
        """All sentences, one a line."""
        return "\n".join(self.sentences)


class _Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """What notices are put together from, in one language."""

    subjects: Mapping[SubjectKind, str]
    awards: Mapping[Award, str]
    verdicts: Mapping[Verdict, str]
    flagged: str
    review: str
    updated: str
    unflagged: str
    held: str
    found: str
    standard: str
    missing: str
    held_only: str
    no_award_yet: str
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
    flagged="Đủ điều kiện bình xét {award}: {subject}",
    review="Cần xem xét để bình xét {award}: {subject}",
    updated="Thay đổi kết quả rà soát {award}: {subject}",
    unflagged="Không còn đủ điều kiện bình xét {award}: {subject}",
    held="Tạm dừng việc xét {award}: {subject}",
    found="Đợt thi đua: {campaign}. Kết quả rà soát đối với {subject}: {verdict}.",
    standard="Hình thức khen thưởng: {award}. Tiêu chuẩn áp dụng: {card} ({rule_set}).",
    missing="Nội dung còn thiếu: {missing}.",
    held_only="Nội dung này chỉ gửi Thư ký Hội đồng; đề nghị không cung cấp cho nơi khác.",
    no_award_yet=(
        "Đây là kết quả rà soát theo tiêu chuẩn, chưa phải là quyết định khen thưởng. "
        "Việc bình xét do Hội đồng thực hiện; việc khen thưởng do người có thẩm quyền quyết định."
    ),
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
    flagged="Fit to be put to the vote, {award}: {subject}",
    review="To be reviewed before a vote, {award}: {subject}",
    updated="The finding has changed, {award}: {subject}",
    unflagged="No longer fit to be put to the vote, {award}: {subject}",
    held="Held, {award}: {subject}",
    found="Campaign: {campaign}. Finding for {subject}: {verdict}.",
    standard="Award: {award}. Standard applied: {card} ({rule_set}).",
    missing="Still missing: {missing}.",
    held_only="This is for the council's secretary alone; please do not pass it on.",
    no_award_yet=(
        "This is a finding by the standard and not an award. The council votes, and whoever has the authority decides."
    ),
    together="{number} notices in one: {first}",
)
_PHRASES: Final[Mapping[Language, _Phrases]] = {"vi": _VI, "en": _EN}


def name_in(name: Name, language: Language) -> str:
    """In Vietnamese where there is no English."""
    return name.en or name.vi if language == "en" else name.vi


def wording(story: AnyStory | DigestStory, language: Language) -> Wording:
    """What a notice says in one language."""
    if isinstance(story, DigestStory):
        parts = tuple(wording(one, language) for one in story.stories)
        together = [line for number, part in enumerate(parts, start=1) for line in _numbered(part, number)]
        title = _PHRASES[language].together.format(number=len(parts), first=parts[0].title)
        return Wording(title, tuple(together), parts)
    if isinstance(story, ReminderStory):
        called = Names(name_in(story.campaign_name, language), name_in(story.unit_name, language))
        sentences = sentences_of(story, language, names=called)
        return Wording(title_of(story, language, names=called), tuple(sentences))
    return _of_flag(story, language)


def _numbered(part: Wording, number: int) -> Iterator[str]:
    yield f"{number}. {part.title}"
    yield from part.sentences


def _of_flag(story: Story, language: Language) -> Wording:
    phrases = _PHRASES[language]
    unnamed = phrases.subjects[story.subject_kind].format(id=story.subject_id)
    names = {
        "award": phrases.awards[story.award],
        "subject": name_in(story.subject_name, language) or unnamed,
        "campaign": name_in(story.campaign_name, language),
        "verdict": phrases.verdicts[story.verdict],
        "card": story.card,
        "rule_set": story.rule_set,
    }
    sentences = _sentences(story, phrases, names, language=language)
    return Wording(_title(story, phrases).format_map(names), tuple(sentences))


def _title(story: Story, phrases: _Phrases) -> str:
    if story.verdict == HELD:
        return phrases.held
    match story.topic:
        case "candidate.flagged":
            return phrases.flagged if story.verdict == "CANDIDATE" else phrases.review
        case "candidate.updated":
            return phrases.updated
        case "candidate.unflagged":
            return phrases.unflagged


def _sentences(story: Story, phrases: _Phrases, names: Mapping[str, str], *, language: Language) -> Iterator[str]:
    yield phrases.found.format_map(names)
    yield phrases.standard.format_map(names)
    if story.missing:
        missing = (said.vi if language == "vi" else said.en for said in story.missing)
        yield phrases.missing.format(missing="; ".join(missing))
    if story.verdict == HELD:
        yield phrases.held_only
    yield phrases.no_award_yet
