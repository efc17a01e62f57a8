"""The papers that propose: Tờ trình, and Danh sách for what is proposed or decided. Pure."""

from typing import Final

from services.awards.domain.papers.known import Known, Proposal
from services.awards.domain.papers.wording import (
    AWARDS,
    HEADS,
    LEVEL_OF,
    achievements,
    counted_kinds,
    form_of,
    labelled,
    letterhead,
    result_of,
    worked_as,
)
from services.awards.domain.tallies import Subject
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
from shared.papers.recipients import FILED
from shared.papers.words import full_day, numbered, open_day, short_day

# Birth years are not kept, and so there is no column for them.
_COLUMNS: Final = (
    Column("STT", 11),
    Column("Họ và tên cá nhân, tên tập thể", 38),
    Column("Chức danh, đơn vị công tác", 38),
    Column("Hình thức khen thưởng", 28),
    Column("Tóm tắt thành tích", 80),
    Column("Khen thưởng đã có", 30),
    Column("Ý kiến hiệp y", 27),
)
_SEX: Final = {"F": " (nữ)", "M": " (nam)", None: ""}


def submission_letter(known: Known, nomination_id: str) -> Paper:
    """Tờ trình: a unit asks the level above it to commend a subject."""
    proposal = known.proposals[nomination_id]
    day = proposal.day
    issuer = proposing_unit(known, proposal, day)
    award, campaign = AWARDS[proposal.opened.award], known.campaign.name.vi
    body_name = known.unit_name(known.body_of(issuer), day)
    counts = counted_kinds([proposal.subject], "02")
    bases = (*known.bases_on(day), *(f"Căn cứ {basis}" for basis in known.campaign.legal_basis))
    asks = (
        f"{known.unit_name(issuer, day)} kính đề nghị {addressee(proposal, body_name)} xem xét, tặng {award} cho "
        f"{counts} đã có thành tích trong phong trào thi đua “{campaign}”:"
    )
    return Paper(
        kind=PaperKind.SUBMISSION,
        letterhead=letterhead(known, issuer, day, number=letter_no(proposal), on=open_day(day[:4])),
        title="TỜ TRÌNH",
        abstract=f"Về việc đề nghị tặng {award}",
        body=(
            plain(f"Kính gửi: {addressee(proposal, body_name)}.", Look.ADDRESS),
            *based_on(bases),
            plain(
                f"Qua theo dõi, tổng hợp kết quả phong trào thi đua “{campaign}” và xem xét thành tích, hồ sơ của "
                "các tập thể, cá nhân, hộ gia đình tham gia;"
            ),
            plain(asks),
            Line(("- ", *_presented(known, proposal.subject, day), ".")),
            plain("(Có danh sách, báo cáo thành tích và biên bản họp xét khen thưởng gửi kèm.)"),
            plain(
                f"{known.unit_name(issuer, day)} chịu trách nhiệm trước pháp luật về tính chính xác của hồ sơ và "
                "thành tích đề nghị khen thưởng."
            ),
            end_of(plain(f"Kính trình {addressee(proposal, body_name)} xem xét, quyết định")),
        ),
        signatures=(Signature(("THỦ TRƯỞNG ĐƠN VỊ",)),),
        recipients=("Như trên;", FILED),
    )


def roll_of_proposal(known: Known, nomination_id: str) -> Paper:
    """Danh sách that goes with a Tờ trình."""
    proposal = known.proposals[nomination_id]
    day = proposal.day
    issuer = proposing_unit(known, proposal, day)
    stated = proposal.submitted.doc_no if proposal.submitted else ""
    goes_with = f"Tờ trình số {numbered(stated)}" if stated else "Tờ trình số        "
    return _roll(
        letterhead(known, issuer, day, number="", on=open_day(day[:4])),
        f"Đề nghị tặng {AWARDS[proposal.opened.award]}",
        f"(Kèm theo {goes_with} của {known.unit_name(issuer, day)})",
        (_row(known, 1, proposal, day),),
        Signature(("THỦ TRƯỞNG ĐƠN VỊ",)),
    )


def roll_of_decision(known: Known, decision_no: str, *, head: Letterhead, signature: Signature) -> Paper:
    """Danh sách that goes with a decision."""
    decided = known.given[decision_no].decided
    day = decided.decided_on
    rows = [
        _row(known, number, known.proposals[one.nomination_id], day)
        for number, one in enumerate(decided.subjects, start=1)
    ]
    goes_with = f"(Kèm theo Quyết định số {numbered(decision_no)} {full_day(day)})"
    return _roll(head, f"Được tặng {AWARDS[decided.award]}", goes_with, tuple(rows), signature)


def proposing_unit(known: Known, proposal: Proposal, day: Date) -> str:
    """Who writes the letter: within the office the subject's own unit, beyond it the body that proposes for it."""
    unit_id = known.unit_of(proposal.subject, day)
    return unit_id if unit_id and LEVEL_OF[proposal.opened.award] == "AGENCY" else known.body_of(unit_id)


def letter_no(proposal: Proposal) -> str:
    """The number of a Tờ trình, or the room to write it."""
    return numbered(proposal.submitted.doc_no) if proposal.submitted else "        /TTr"


def addressee(proposal: Proposal, body_name: str) -> str:
    """To whom a Tờ trình goes."""
    level = proposal.submitted.to_level if proposal.submitted else LEVEL_OF[proposal.opened.award]
    return f"{HEADS[level]} {body_name}" if level == "AGENCY" else HEADS[level]


def _roll(head: Letterhead, abstract: str, goes_with: str, rows: tuple[tuple[Text, ...], ...], by: Signature) -> Paper:
    return Paper(
        kind=PaperKind.ROLL,
        letterhead=head,
        title="DANH SÁCH",
        abstract=abstract,
        body=(Line((goes_with,), Look.NOTE), Table(_COLUMNS, rows)),
        signatures=(by,),
        orientation=Orientation.LANDSCAPE,
    )


def _presented(known: Known, subject: Subject, day: Date) -> Text:
    post = worked_as(known, subject.id, day) if subject.kind == "INDIVIDUAL" else ""
    return (*known.named(subject, day), f", {post}" if post else "")


def _row(known: Known, number: int, proposal: Proposal, day: Date) -> tuple[Text, ...]:
    subject, award = proposal.subject, proposal.opened.award
    is_person = subject.kind == "INDIVIDUAL"
    post = known.post_of(subject.id, day) if is_person else None
    unit = known.units.get(subject.id)
    above = known.unit_name(unit.parent, day) if unit and unit.parent else ""
    met = achievements(known.explained.get((subject, award), ()))
    return (
        (str(number),),
        (*known.named(subject, day), _SEX[post.sex] if post else ""),
        (worked_as(known, subject.id, day) if is_person else above,),
        (AWARDS[award],),
        ("; ".join(f"{labelled(leaf)}: {result_of(leaf)}" for leaf in met),),
        ("; ".join(prior_awards(known, subject)),),
        ("; ".join(_clearances(proposal)),),
    )


def prior_awards(known: Known, subject: Subject) -> list[str]:
    """What a subject was given before or elsewhere."""
    priors = known.priors.get(subject, ())
    return [f"{form_of(one)} (QĐ {numbered(one.decision_no)}, {short_day(one.decided_on)})" for one in priors]


def _clearances(proposal: Proposal) -> list[str]:
    said = {"NO_OBJECTION": "không có ý kiến khác", "OBJECTION": "không thống nhất"}
    return [f"{one.body}: {said[one.result]} ({one.doc_no})" for one in proposal.clearances.values()]
