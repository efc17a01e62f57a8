"""The yearly statistics 0602 (state-level awards) and 0603 (those of the province): counts of decisions. Pure.

Of the forms' columns those are filled for which there are facts; what is left out is said on the form itself.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from services.awards.domain.papers.known import Given, Known
from services.awards.domain.papers.register import OWN_LEVEL, STATE_LEVEL
from services.awards.domain.papers.wording import AWARDS, KINDS
from services.awards.domain.tallies import Subject
from shared.core.events import AwardAnnulled
from shared.core.values import Award
from shared.papers.form import Cell, Form, Section
from shared.papers.words import numbered, short_day

STATE: Final[tuple[Award, ...]] = ("LABOUR_ORDER_1", "LABOUR_ORDER_2", "LABOUR_ORDER_3", "PM_MERIT")
PROVINCE: Final[tuple[Award, ...]] = ("PROVINCE_MERIT",)
BELOW: Final[tuple[Award, ...]] = ("AGENCY_COMMENDATION",)  # shown beside the form's own rows, and not in its sum
BASIS: Final = "Thông tư số 02/2023/TT-BNV ngày 23/3/2023"
TITLES: Final = {
    STATE_LEVEL: "SỐ LƯỢNG KHEN THƯỞNG CẤP NHÀ NƯỚC",
    OWN_LEVEL: "SỐ LƯỢNG KHEN THƯỞNG CẤP BỘ, NGÀNH, TỈNH",
}
COLUMNS: Final = (
    "Chỉ tiêu",
    "Tổng số",
    "Tập thể",
    "Hộ gia đình",
    "Cá nhân",
    "Trong đó: lãnh đạo",
    "Trong đó: người trực tiếp",
    "Trong đó: chưa rõ",
)
CORRECTED: Final = ("Quyết định", "Ngày", "Hình thức", "Đối tượng", "Quyết định hủy", "Ngày hủy", "Điều chỉnh")
_ROMAN: Final = ("I", "II", "III")
_KEYS: Final = ("COLLECTIVE", "HOUSEHOLD", "INDIVIDUAL", "leader", "direct", "unknown")
_LEFT_OUT: Final = (
    "Để ngoài vì không có dữ liệu: doanh nghiệp trong số tập thể; cấp của lãnh đạo và doanh nhân trong số cá nhân.",
    "Mọi khen thưởng ở đây thuộc loại khen thưởng phong trào thi đua (theo đợt, chuyên đề); loại khác không phát sinh.",
    "Khen thưởng bị hủy trong năm thì không tính; bị hủy ở năm sau thì năm sau ghi điều chỉnh, năm trước giữ nguyên.",
)
_BELOW_SAID: Final = "Giấy khen thuộc thẩm quyền của cơ quan nên ghi riêng và không cộng vào tổng số của biểu."


class _Awarded(NamedTuple):
    """One award that was given: which, to whom, on whose proposal, by which decision."""

    award: Award
    subject: Subject
    proposer: str
    given: Given


def form(known: Known, number: str, year: str) -> Form:
    """0602 or 0603 of a year: awards decided in it and not annulled in it, and corrections of earlier years."""
    own = STATE if number == STATE_LEVEL else PROVINCE
    beside = () if number == STATE_LEVEL else BELOW
    awarded = [one for one in _awarded(known) if one.award in (*own, *beside)]
    counted = [one for one in awarded if one.given.decided.decided_on[:4] == year and _annulled_in(one) != year]
    sections = [_by_award(known, counted, own, beside)]
    if number == STATE_LEVEL:
        sections.append(_by_proposer(known, counted))
    sections.append(_corrections(awarded, year))
    notes = _LEFT_OUT if number == STATE_LEVEL else (*_LEFT_OUT, _BELOW_SAID)
    numbered_ = tuple(one._replace(title=f"{roman}. {one.title}") for roman, one in zip(_ROMAN, sections, strict=False))
    return Form(
        name=f"{number}-{year}",
        number=f"{number}.N/BNV-TĐKT",
        basis=BASIS,
        title=TITLES[number],
        of=f"Năm {year}",
        campaign=known.campaign.name.vi,
        sections=numbered_,
        notes=notes,
    )


def _awarded(known: Known) -> Iterable[_Awarded]:
    for given in known.given.values():
        day = given.decided.decided_on
        for one in given.decided.subjects:
            subject = Subject(one.subject_kind, one.subject_id)
            unit_id = known.unit_of(subject, day)
            proposer = known.unit_name(known.body_of(unit_id), day) if unit_id else "Chưa rõ"
            yield _Awarded(given.decided.award, subject, proposer, given)


def _annulment(one: _Awarded) -> AwardAnnulled | None:
    return one.given.annulled.get(one.subject)


def _annulled_in(one: _Awarded) -> str:
    annulled = _annulment(one)
    return annulled.annulled_on[:4] if annulled else ""


def _by_award(known: Known, counted: list[_Awarded], own: tuple[Award, ...], beside: tuple[Award, ...]) -> Section:
    total = _row("Tổng số", known, [one for one in counted if one.award in own])
    rows = [_row(AWARDS[award], known, [one for one in counted if one.award == award]) for award in (*own, *beside)]
    return Section("Theo hình thức và đối tượng", COLUMNS, (total, *rows))


def _by_proposer(known: Known, counted: list[_Awarded]) -> Section:
    proposers = sorted({one.proposer for one in counted})
    rows = tuple(_row(name, known, [one for one in counted if one.proposer == name]) for name in proposers)
    return Section("Theo đơn vị trình", COLUMNS, rows)


def _row(title: str, known: Known, awarded: list[_Awarded]) -> tuple[Cell, ...]:
    kinds = Counter(one.subject.kind for one in awarded)
    classes = Counter(_class_of(known, one) for one in awarded if one.subject.kind == "INDIVIDUAL")
    return (title, len(awarded), *((kinds | classes)[key] for key in _KEYS))


def _class_of(known: Known, one: _Awarded) -> str:
    """A leader or a direct worker, as the person was on the day of the decision."""
    post = known.post_of(one.subject.id, one.given.decided.decided_on)
    return {True: "leader", False: "direct", None: "unknown"}[post.leader if post else None]


def _corrections(awarded: list[_Awarded], year: str) -> Section:
    """Awards of earlier years that were annulled in this one: those years' figures stay, and this takes them back."""
    rows = tuple(
        (
            numbered(one.given.decided.decision_no),
            short_day(one.given.decided.decided_on),
            AWARDS[one.award],
            KINDS[one.subject.kind],
            numbered(annulled.annulment_no),
            short_day(annulled.annulled_on),
            -1,
        )
        for one in awarded
        if (annulled := _annulment(one)) is not None
        and annulled.annulled_on[:4] == year
        and one.given.decided.decided_on[:4] < year
    )
    return Section("Điều chỉnh số liệu các năm trước do hủy quyết định khen thưởng", CORRECTED, rows)
