"""Biên bản: who sat, on what they voted, how many were for it, what follows. Who voted how it cannot know. Pure."""

from typing import Final

from services.awards.domain.nominations import Ballot, is_carried
from services.awards.domain.papers.known import Known, Meeting
from services.awards.domain.papers.wording import AWARDS, COUNCIL, recipients_of, share_in_words, titled
from shared.core.events import BallotTallied
from shared.core.values import Date
from shared.papers.content import (
    Column,
    Letterhead,
    Line,
    Look,
    Name,
    Paper,
    PaperKind,
    Signature,
    Table,
    Text,
    plain,
)
from shared.papers.words import UNKNOWN_PLACE, counted, full_day, numbered

_COLUMNS: Final = (
    Column("STT", 11),
    Column("Trường hợp đề nghị", 38),
    Column("Vòng", 13),
    Column("Có mặt", 11),
    Column("Đồng ý", 15),
    Column("Không đồng ý", 16),
    Column("Phiếu trắng", 15),
    Column("Văn bản đồng ý / không", 18),
    Column("Tỷ lệ đồng ý", 14),
    Column("Kết quả", 14),
)
ROOM_FOR_NAMES: Final = "……………………………………"


def minutes(known: Known, sitting_id: str) -> Paper:
    """Biên bản of a sitting, as far as it has come."""
    meeting = known.meetings[sitting_id]
    day = meeting.convened.held_on
    signed = meeting.minutes
    issuer = known.unit_name(_body_of(known, meeting), day) if meeting.ballots else ""
    return Paper(
        kind=PaperKind.MINUTES,
        letterhead=Letterhead(COUNCIL, issuer, numbered(signed.doc_no) if signed else "        /BB", ""),
        title="BIÊN BẢN",
        abstract="Họp xét khen thưởng",
        body=(
            *_who_sat(known, meeting, day),
            *_what_about(known, meeting, day),
            *_votes(known, meeting, day),
            *_conclusion(known, meeting, day),
        ),
        signatures=_signatures(meeting),
        recipients=recipients_of(known, "MINUTES", day, first="Thành viên Hội đồng"),
    )


def _who_sat(known: Known, meeting: Meeting, day: Date) -> tuple[Line, ...]:
    members = meeting.convened.members
    listed = [
        Line((f"{number}. ", *titled(known, one.person_id, day), f" - {_role(chair=one.chair)}."))
        for number, one in enumerate(members, start=1)
    ]
    opening = (
        f"Hôm nay, hồi …… giờ ……, {full_day(day)}, tại {UNKNOWN_PLACE}, {COUNCIL} họp phiên "
        f"{meeting.convened.sitting_id} xét khen thưởng trong phong trào thi đua “{known.campaign.name.vi}”."
    )
    heading = plain("I. THÀNH PHẦN", Look.HEADING)
    count = plain(f"Hội đồng gồm {counted(len(members))} thành viên:")
    return plain(opening), heading, count, *listed, *_who_was_away(meeting)


def _who_was_away(meeting: Meeting) -> tuple[Line, ...]:
    """Room for the names: a tally tells how many voted, and never who."""
    wrote = any(ballot.written_yes or ballot.written_no for ballot in meeting.ballots)
    letters = plain(f"Ý kiến bằng văn bản (kèm theo) của: {ROOM_FOR_NAMES}")
    return (plain(f"Vắng mặt (họ tên, lý do): {ROOM_FOR_NAMES}"), *((letters,) if wrote else ()))


def _role(*, chair: bool) -> str:
    return "Chủ trì" if chair else "Thành viên"


def _what_about(known: Known, meeting: Meeting, day: Date) -> tuple[Line, ...]:
    heading = plain("II. NỘI DUNG", Look.HEADING)
    said = plain("Hội đồng nghe báo cáo, thảo luận và bỏ phiếu kín đối với các trường hợp đề nghị khen thưởng.")
    conflicts = [
        Line(("- ", Name(one.person_id), " khai có xung đột lợi ích và không bỏ phiếu đối với ", *subject, "."))
        for one in meeting.conflicts
        if (subject := _subject(known, one.nomination_id, day))
    ]
    return heading, said, *conflicts


def _votes(known: Known, meeting: Meeting, day: Date) -> tuple[Line | Table, ...]:
    rows = [_row(known, number, ballot, meeting) for number, ballot in enumerate(meeting.ballots, start=1)]
    heading = plain("III. KẾT QUẢ BỎ PHIẾU KÍN", Look.HEADING)
    if not rows:
        return heading, plain("Chưa ghi kết quả bỏ phiếu.")
    awards = dict.fromkeys(known.proposals[ballot.nomination_id].opened.award for ballot in meeting.ballots)
    asked = [
        plain(
            f"Điều kiện đối với {AWARDS[award]}: có mặt {share_in_words(known.law.quorum(award, day))}; được "
            f"{share_in_words(known.law.votes_for(award, day))} đồng ý, tính cả ý kiến bằng văn bản của người vắng mặt."
        )
        for award in awards
    ]
    return heading, *asked, Table(_COLUMNS, tuple(rows))


def _row(known: Known, number: int, ballot: BallotTallied, meeting: Meeting) -> tuple[Text, ...]:
    day, award = meeting.convened.held_on, known.proposals[ballot.nomination_id].opened.award
    whole = _as_counted(ballot, meeting)
    of = whole.of(known.law.votes_for(award, day))
    numbers = (ballot.round, ballot.present, ballot.yes, ballot.no, ballot.blank)
    return (
        (str(number),),
        (*_subject(known, ballot.nomination_id, day), f" ({AWARDS[award]})"),
        *((str(one),) for one in numbers),
        (f"{ballot.written_yes} / {ballot.written_no}",),
        (f"{whole.votes_for}/{of}",),
        ("Thông qua" if is_carried(whole, award, known.law) else "Không thông qua",),
    )


def _conclusion(known: Known, meeting: Meeting, day: Date) -> tuple[Line, ...]:
    newest = {ballot.nomination_id: ballot for ballot in meeting.ballots}
    carried = [
        Line(("- ", *_subject(known, nomination_id, day), f": {AWARDS[award]}."))
        for nomination_id, ballot in newest.items()
        if is_carried(_as_counted(ballot, meeting), award := known.proposals[nomination_id].opened.award, known.law)
    ]
    said = "thống nhất đề nghị khen thưởng:" if carried else "không đề nghị khen thưởng trường hợp nào."
    closing = plain("Biên bản được lập, đọc lại cho các thành viên dự họp cùng nghe, thống nhất và ký tên dưới đây./.")
    return plain("IV. KẾT LUẬN", Look.HEADING), plain(f"Hội đồng {said}"), *carried, closing


def _as_counted(ballot: BallotTallied, meeting: Meeting) -> Ballot:
    """A ballot with the council that cast it."""
    convened = meeting.convened
    return Ballot(
        sitting_id=ballot.sitting_id,
        held_on=convened.held_on,
        round=ballot.round,
        members=len(convened.members),
        yes=ballot.yes,
        no=ballot.no,
        blank=ballot.blank,
        present=ballot.present,
        written_yes=ballot.written_yes,
        written_no=ballot.written_no,
    )


def _subject(known: Known, nomination_id: str, day: Date) -> Text:
    proposal = known.proposals.get(nomination_id)
    return known.named(proposal.subject, day) if proposal else ()


def _body_of(known: Known, meeting: Meeting) -> str:
    """The body whose council it is: that of whom it voted on first."""
    first = known.proposals[meeting.ballots[0].nomination_id]
    return known.body_of(known.unit_of(first.subject, meeting.convened.held_on))


def _signatures(meeting: Meeting) -> tuple[Signature, ...]:
    """The secretary on the left, the chair on the right."""
    chairs = {one.person_id for one in meeting.convened.members if one.chair}
    signers = meeting.minutes.signers if meeting.minutes else ()
    others = [one for one in signers if one not in chairs]
    chair = [one for one in signers if one in chairs] or sorted(chairs)
    return (
        Signature(("THƯ KÝ",), (Name(others[0]),) if others else ()),
        Signature(("CHỦ TRÌ",), (Name(chair[0]),) if chair else ()),
    )
