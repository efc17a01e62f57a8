"""Báo cáo thành tích: what a subject is, what it did and by which facts, what it was given before. Pure."""

from typing import Final

from services.awards.domain.papers.known import Known, Proposal
from services.awards.domain.papers.proposing import proposing_unit
from services.awards.domain.papers.wording import (
    AWARDS,
    achievements,
    form_of,
    labelled,
    letterhead,
    result_of,
    titled,
)
from shared.core.events import Explained
from shared.core.values import Date
from shared.papers.content import (
    Column,
    Line,
    Look,
    Paper,
    PaperKind,
    Signature,
    Table,
    Text,
    end_of,
    plain,
)
from shared.papers.recipients import FILED
from shared.papers.words import numbered, open_day, short_day

_DONE: Final = (Column("STT", 10), Column("Nội dung", 50), Column("Kết quả", 22), Column("Sự kiện làm bằng chứng", 60))
_GIVEN: Final = (
    Column("STT", 10),
    Column("Hình thức khen thưởng", 60),
    Column("Số quyết định", 40),
    Column("Ngày quyết định", 32),
)


def achievement_report(known: Known, nomination_id: str) -> Paper:
    """Báo cáo thành tích of a nomination, with room for the proposing level to confirm it."""
    proposal = known.proposals[nomination_id]
    day = proposal.day
    is_person = proposal.subject.kind == "INDIVIDUAL"
    unit_id = known.unit_of(proposal.subject, day)
    body_name = known.unit_name(known.body_of(unit_id), day)
    who = known.named(proposal.subject, day)
    last = end_of(plain("Trên đây là báo cáo thành tích, kính trình các cấp xem xét, khen thưởng"))
    return Paper(
        kind=PaperKind.REPORT,
        letterhead=letterhead(
            known, proposing_unit(known, proposal, day), day, number="        /BC", on=open_day(day[:4])
        ),
        title="BÁO CÁO THÀNH TÍCH",
        abstract=f"Đề nghị tặng {AWARDS[proposal.opened.award]}",
        body=(
            *_who_it_is(known, proposal, day),
            *_what_it_did(known, proposal),
            *_what_it_was_given(known, proposal),
            last,
        ),
        signatures=(
            Signature(("XÁC NHẬN CỦA CẤP TRÌNH", "KHEN THƯỞNG", body_name.upper())),
            Signature(("NGƯỜI BÁO CÁO THÀNH TÍCH",), who) if is_person else Signature(("THỦ TRƯỞNG ĐƠN VỊ",)),
        ),
        recipients=("Cấp trình khen thưởng;", FILED),
    )


def _who_it_is(known: Known, proposal: Proposal, day: Date) -> tuple[Line, ...]:
    subject = proposal.subject
    heading = plain("I. SƠ LƯỢC ĐẶC ĐIỂM, TÌNH HÌNH", Look.HEADING)
    if subject.kind == "INDIVIDUAL":
        return heading, Line((*titled(known, subject.id, day), "."))
    unit = known.units.get(subject.id)
    above = f", trực thuộc {known.unit_name(unit.parent, day)}" if unit and unit.parent else ""
    return heading, Line((*known.named(subject, day), f"{above}."))


def _what_it_did(known: Known, proposal: Proposal) -> tuple[Line | Table, ...]:
    campaign = known.campaign
    rows = [
        ((str(number),), _content(leaf), (result_of(leaf),), (_evidence(leaf),))
        for number, leaf in enumerate(
            achievements(known.explained.get((proposal.subject, proposal.opened.award), ())), start=1
        )
    ]
    period = (
        f"Trong phong trào thi đua “{campaign.name.vi}” (từ ngày {short_day(campaign.starts_on)} đến ngày "
        f"{short_day(campaign.ends_on)})"
    )
    said = f"{period}, đã đạt các kết quả sau:" if rows else f"{period}, hệ thống chưa ghi kết quả nào đạt tiêu chuẩn."
    heading = plain("II. THÀNH TÍCH ĐẠT ĐƯỢC", Look.HEADING)
    return heading, plain(said), *((Table(_DONE, tuple(rows)),) if rows else ())


def _what_it_was_given(known: Known, proposal: Proposal) -> tuple[Line | Table, ...]:
    heading = plain("III. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG", Look.HEADING)
    priors = known.priors.get(proposal.subject, [])
    rows: tuple[tuple[Text, ...], ...] = tuple(
        ((str(number),), (form_of(one),), (numbered(one.decision_no),), (short_day(one.decided_on),))
        for number, one in enumerate(priors, start=1)
    )
    return (heading, Table(_GIVEN, rows)) if rows else (heading, plain("Hệ thống chưa ghi hình thức nào."))


def _content(leaf: Explained) -> Text:
    return (f"{labelled(leaf)} ({leaf.basis})" if leaf.basis else labelled(leaf),)


def _evidence(leaf: Explained) -> str:
    """The positions of the facts behind it, the newest few of many."""
    positions = leaf.evidence or ()
    if not positions:
        return ""
    more = (leaf.evidence_count or 0) - len(positions)
    return ", ".join(map(str, positions)) + (f" và {more} sự kiện khác" if more > 0 else "")
