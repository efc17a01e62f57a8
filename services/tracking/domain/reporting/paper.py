"""A period's report as a paper of the office that collects it, in the form of Decree 30/2020. It knows no page."""

from collections.abc import Iterator
from typing import Final

from services.tracking.domain.reporting.consolidated import Consolidated, Reported, Stand
from services.tracking.domain.reporting.form import SUM, form, review_form
from services.tracking.domain.reporting.review import REVIEWS, Reviewed
from services.tracking.domain.reporting.words import in_words
from shared.core.values import Date
from shared.papers.content import (
    Column,
    Letterhead,
    Line,
    Look,
    Orientation,
    Paper,
    PaperKind,
    Signature,
    Table,
    Text,
    based_on,
    end_of,
    plain,
)
from shared.papers.form import Cell, Section
from shared.papers.recipients import recipients_at_foot
from shared.papers.words import counted, figure, open_day, place_in, short_day
from shared.rules.law.law import Law

OUTSIDE: Final = ("UBND tỉnh (để báo cáo)", "Sở Nội vụ (Ban Thi đua - Khen thưởng)")  # nobody of theirs signs in here
_NUMBER, _FIRST, _OTHER = 12, 60, 28  # shares of the width
_YEAR: Final = len("2025")


def paper(reported: Reported) -> Paper:
    """Báo cáo of a period; number, day and signature are left to be written by hand."""
    whole, campaign = reported.consolidated, reported.campaign
    period = whole.period
    bases = tuple(f"Căn cứ {basis}" for basis in campaign.legal_basis)
    issuer = _issuer(whole)
    return Paper(
        kind=PaperKind.PERIODIC,
        letterhead=Letterhead(issuer, "", "        /BC", f"{place_in(issuer)}, {open_day(period[:_YEAR])}"),
        title="BÁO CÁO",
        abstract=f"Tổng hợp kết quả {in_words(period)} phong trào thi đua “{campaign.name.vi}”",
        body=(
            *(based_on(bases) if bases else ()),
            plain(_sent(whole)),
            *(part for section in form(reported).sections for part in _written(section)),
            end_of(plain("Trên đây là báo cáo tổng hợp của kỳ")),
        ),
        signatures=(Signature(("THỦ TRƯỞNG CƠ QUAN",)),),
        recipients=_recipients(reported, "REPORT", max((line.due_on for line in whole.lines), default="")),
        orientation=Orientation.LANDSCAPE,
    )


def review_paper(reviewed: Reviewed) -> Paper:
    """Báo cáo sơ kết or tổng kết; number, day and signature are left to be written by hand."""
    review, whole, campaign = reviewed.review, reviewed.reported.consolidated, reviewed.reported.campaign
    called, issuer = REVIEWS[review.kind].name, _issuer(whole)
    minutes = f", biên bản số {review.minutes_no}" if review.minutes_no else ""
    held = f"Hội nghị {called} họp ngày {short_day(review.held_on)}{minutes}; số liệu đến hết {in_words(whole.period)}."
    return Paper(
        kind=PaperKind.REVIEW,
        letterhead=Letterhead(issuer, "", "        /BC", f"{place_in(issuer)}, {open_day(review.held_on[:_YEAR])}"),
        title="BÁO CÁO",
        abstract=f"{called[0].upper()}{called[1:]} phong trào thi đua “{campaign.name.vi}”",
        body=(
            *based_on(tuple(f"Căn cứ {basis}" for basis in campaign.legal_basis)),
            plain(held),
            plain(_sent(whole)),
            *(part for section in review_form(reviewed).sections for part in _written(section)),
            end_of(plain(f"Trên đây là báo cáo {called}")),
        ),
        signatures=(Signature(("THỦ TRƯỞNG CƠ QUAN",)),),
        recipients=_recipients(reviewed.reported, "REVIEW", review.held_on),
        orientation=Orientation.LANDSCAPE,
    )


def _issuer(whole: Consolidated) -> str:
    """Who collects: the first unit at the top that others report to, else the first of all."""
    tops = [line for line in whole.lines if line.depth == 0]
    collecting = next((line for line in tops if line.below), None)
    return (collecting or tops[0]).unit.name if tops else ""


def _recipients(reported: Reported, paper: str, day: Date) -> tuple[str, ...]:
    """Whom the plan names for such a paper on a day: the same are told that it is there."""
    campaign = reported.campaign
    names = {unit.id: unit.name.vi for unit in campaign.units}
    names |= {line.unit.unit_id: line.unit.name for line in reported.consolidated.lines}
    named = Law(campaign.law).recipients(paper, day or campaign.ends_on)
    return recipients_at_foot(named, lambda one: names.get(one, one), first=OUTSIDE)


def _sent(whole: Consolidated) -> str:
    asked = [line for line in whole.lines if line.stand is not Stand.NOT_ASKED]
    sent, late = sum(line.told is not None for line in asked), whole.count(Stand.LATE)
    missing = [line.unit.name for line in asked if line.told is None]
    text = (
        f"Kỳ {in_words(whole.period)} có {counted(len(asked))} đơn vị phải báo cáo; {counted(sent)} đơn vị đã gửi, "
        f"trong đó {counted(late)} đơn vị gửi chậm; {counted(len(missing))} đơn vị chưa gửi"
    )
    return f"{text}: {', '.join(missing)}." if missing else f"{text}."


def _written(section: Section) -> Iterator[Line | Table]:
    """A section as it stands on the paper; one without rows says so."""
    yield plain(section.title, Look.HEADING)
    if not section.rows:
        yield plain("Không phát sinh.")
        return
    first, *others = section.columns
    columns = (Column("STT", _NUMBER), Column(first, _FIRST), *(Column(name, _OTHER) for name in others))
    rows = (
        ((str(number) if row[0] != SUM else "",), *map(_text, row)) for number, row in enumerate(section.rows, start=1)
    )
    yield Table(columns, tuple(rows))


def _text(cell: Cell) -> Text:
    return (figure(cell) if isinstance(cell, int) else cell,)
