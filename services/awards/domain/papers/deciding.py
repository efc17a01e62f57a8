"""Quyết định: what it rests on, who is given what, the money that goes with it, who carries it out. Pure."""

from typing import Final

from services.awards.domain.papers.known import Given, Known
from services.awards.domain.papers.proposing import roll_of_decision
from services.awards.domain.papers.wording import (
    AWARDS,
    COUNCIL,
    HEADS,
    LEVEL_OF,
    counted_kinds,
    letterhead,
    recipients_of,
    signed_by,
    worked_as,
)
from services.awards.domain.tallies import Subject
from shared.core.events import BonusCalculated
from shared.core.values import Date
from shared.papers.content import (
    Letterhead,
    Line,
    Look,
    Paper,
    PaperKind,
    Signature,
    Text,
    based_on,
    end_of,
    plain,
)
from shared.papers.words import amount, amount_in_words, figure, full_day, numbered

_EXECUTORS: Final = (
    "Thủ trưởng các đơn vị có liên quan và các tập thể, cá nhân, hộ gia đình có tên tại Điều 1 chịu trách nhiệm thi "
    "hành Quyết định này. Quyết định có hiệu lực kể từ ngày ký"
)
NAMED_INLINE: Final = 3  # more than these stand in the list that goes with the decision


def decision(known: Known, decision_no: str) -> Paper:
    """Quyết định, as it was decided and its bonuses were calculated."""
    given = known.given[decision_no]
    decided = given.decided
    subjects = [Subject(one.subject_kind, one.subject_id) for one in decided.subjects]
    award = AWARDS[decided.award]
    return Paper(
        kind=PaperKind.DECISION,
        letterhead=_head(known, given),
        title="QUYẾT ĐỊNH",
        abstract=f"Về việc tặng {award}",
        body=(
            plain(_authority(given), Look.CENTRED),
            *based_on(_bases(known, given)),
            plain("QUYẾT ĐỊNH:", Look.CENTRED),
            *_whom(known, given, subjects),
            *_money(known, given),
            end_of(Line((_EXECUTORS,), lead="Điều 3. ")),
        ),
        signatures=(_signature(known, given),),
        recipients=recipients_of(known, "DECISION", decided.decided_on, first="Như Điều 3"),
    )


def roll(known: Known, decision_no: str) -> Paper:
    """Danh sách that goes with a decision."""
    given = known.given[decision_no]
    return roll_of_decision(known, decision_no, head=_head(known, given), signature=_signature(known, given))


def _head(known: Known, given: Given) -> Letterhead:
    """The head of the paper: for the office's own awards the office, else the authority above it."""
    decided = given.decided
    day, number = decided.decided_on, numbered(decided.decision_no)
    head = letterhead(known, _body_of(known, given), day, number=number, on=full_day(day))
    level = LEVEL_OF[decided.award]
    if level == "AGENCY":
        return head
    issuer = "Ủy ban nhân dân tỉnh" if level == "PROVINCE" else HEADS[level]
    return Letterhead(issuer, "", head.number, head.place_and_day)


def _body_of(known: Known, given: Given) -> str:
    first = given.decided.subjects[0]
    unit_id = known.unit_of(Subject(first.subject_kind, first.subject_id), given.decided.decided_on)
    return known.body_of(unit_id)


def _authority(given: Given) -> str:
    """Whose power it is to decide: the head, whoever signs in his or her stead."""
    signer, level = given.decided.signer, LEVEL_OF[given.decided.award]
    return signer.title.upper() if signer.capacity == "HEAD" else HEADS[level].upper()


def _signature(known: Known, given: Given) -> Signature:
    head = _head(known, given)
    return signed_by(given.decided.signer, issuer=head.issuer, level=LEVEL_OF[given.decided.award])


def _bases(known: Known, given: Given) -> tuple[str, ...]:
    decided = given.decided
    nominations = [one.nomination_id for one in decided.subjects]
    minutes = [
        f"Căn cứ Biên bản số {numbered(meeting.minutes.doc_no)} {full_day(meeting.minutes.signed_on)} của {COUNCIL}"
        for meeting in known.meetings.values()
        if meeting.minutes and any(meeting.voted_on(one) for one in nominations)
    ]
    received = [one for nomination_id in nominations if (one := known.proposals[nomination_id].submitted)]
    letters = [
        f"Theo đề nghị tại Tờ trình số {numbered(doc_no)}" for doc_no in dict.fromkeys(one.doc_no for one in received)
    ]
    return (*known.bases_on(decided.decided_on), *minutes, *letters)


def _whom(known: Known, given: Given, subjects: list[Subject]) -> tuple[Line, ...]:
    day, award = given.decided.decided_on, AWARDS[given.decided.award]
    for_what = f"đã có thành tích trong phong trào thi đua “{known.campaign.name.vi}”"
    lead, count = "Điều 1. ", counted_kinds(subjects, "02")
    if len(subjects) > NAMED_INLINE:
        return (Line((f"Tặng {award} cho {count} {for_what} (có danh sách kèm theo).",), lead=lead),)
    named = tuple(Line(("- ", *_presented(known, one, day), ".")) for one in subjects)
    return (Line((f"Tặng {award} cho {count} {for_what}:",), lead=lead), *named)


def _presented(known: Known, subject: Subject, day: Date) -> Text:
    post = worked_as(known, subject.id, day) if subject.kind == "INDIVIDUAL" else ""
    return (*known.named(subject, day), f", {post}" if post else "")


def _money(known: Known, given: Given) -> tuple[Line, ...]:
    """What goes with the award; until the bonuses are calculated, what the law says of it."""
    day, lead = given.decided.decided_on, "Điều 2. "
    if len(given.bonuses) < len(given.decided.subjects):
        return (Line(("Tiền thưởng kèm theo thực hiện theo quy định của pháp luật.",), lead=lead),)
    total = sum(bonus.amount_vnd for bonus in given.bonuses.values())
    each = tuple(
        Line(("- ", *known.named(subject, day), f": {_reckoned(bonus)}.")) for subject, bonus in given.bonuses.items()
    )
    sum_ = (
        f"Tiền thưởng kèm theo là {amount(total)} (Bằng chữ: {amount_in_words(total)}), chi từ nguồn kinh phí thi đua, "
        "khen thưởng theo quy định hiện hành"
    )
    if len(each) > NAMED_INLINE:
        return (Line((f"{sum_}.",), lead=lead),)
    return (Line((f"{sum_}, trong đó:",), lead=lead), *each)


def _reckoned(bonus: BonusCalculated) -> str:
    times, salary = figure(bonus.coefficient), amount(bonus.base_salary_vnd)
    return f"{times} lần mức lương cơ sở {salary}, làm tròn lên hàng chục nghìn là {amount(bonus.amount_vnd)}"
