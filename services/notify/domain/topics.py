"""The topics of notices: what each is called, whether it may be muted, and whether it waits for nobody's hours. Pure.

The inbox holds every notice, whatever is chosen: it is the installation's own record of what somebody was told.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from shared.core.events import Said
from shared.core.values import Channel


class Topic(NamedTuple):
    """`must`: why it may not be muted by e-mail, None where it may be. `at_once`: it waits for no hours, no digest."""

    called: Said
    must: Said | None = None
    at_once: bool = False


_LATE: Final = Said(
    "Việc đã quá hạn hoặc đình trệ: kế hoạch (mục VI.2) giao theo dõi, đôn đốc, nên nơi phải làm không thể tắt.",
    "Something is late or at a standstill: the plan (VI.2) has it followed up, so whoever is to act cannot mute it.",
)
_FELL: Final = Said(
    "Số liệu làm căn cứ đã giảm: ai đã dựa vào đó phải biết ngay, trước khi trình, xét hoặc trao thưởng.",
    "What was relied on no longer holds: who relied on it must hear at once, before it is passed on, voted on or paid.",
)
_CRITICAL: Final = Said(
    "Sự cố làm dừng việc ghi, tính hoặc chứng minh số liệu: người kiểm tra và quản trị phải biết ngay.",
    "Trouble that keeps facts from being taken, counted or proven: auditor and administrator must hear at once.",
)
TOPICS: Final[Mapping[str, Topic]] = {
    "candidate.flagged": Topic(Said("Có tập thể, cá nhân đủ điều kiện bình xét", "A candidate appeared")),
    "candidate.updated": Topic(Said("Kết quả rà soát thay đổi", "A finding on a candidate changed")),
    "candidate.unflagged": Topic(Said("Không còn đủ điều kiện bình xét", "A candidate fell away")),
    "report.due_soon": Topic(Said("Báo cáo sắp đến hạn", "A report is due soon")),
    "report.due": Topic(Said("Báo cáo đến hạn", "A report is due")),
    "report.overdue": Topic(Said("Báo cáo quá hạn", "A report is overdue"), _LATE),
    "report.consolidated": Topic(Said("Có báo cáo tổng hợp kỳ", "A consolidated report is there")),
    "review.held": Topic(Said("Có hồ sơ sơ kết, tổng kết", "The pack of a review is there")),
    "council.convened": Topic(Said("Có phiên họp Hội đồng được triệu tập", "A sitting of the council is convened")),
    "minutes.signed": Topic(Said("Có biên bản họp xét khen thưởng", "The minutes of a sitting are there")),
    "award.decided": Topic(Said("Có quyết định khen thưởng", "A decision on awards is there")),
    "award.annulled": Topic(Said("Có khen thưởng bị hủy bỏ", "An award was annulled")),
    "obstacle.unanswered": Topic(Said("Vướng mắc chưa được tháo gỡ", "An obstacle is not answered"), _LATE),
    "feedback.received": Topic(Said("Có ý kiến mới của người dân", "Somebody wrote to the office")),
    "feedback.overdue": Topic(Said("Ý kiến của người dân quá hạn trả lời", "An answer to the public is late"), _LATE),
    "house.stuck": Topic(Said("Nhà chậm tiến độ", "A house is at a standstill"), _LATE),
    "goal.at_risk": Topic(Said("Chỉ tiêu có nguy cơ không đạt", "A goal is at risk")),
    "figure.fell": Topic(Said("Số liệu báo cáo bị điều chỉnh giảm", "A reported figure fell"), _FELL, at_once=True),
    "nomination.figure_fell": Topic(
        Said("Số liệu của hồ sơ đã trình bị giảm", "A figure behind a dossier fell"), _FELL, at_once=True
    ),
    "award.figure_fell": Topic(
        Said("Số liệu của khen thưởng đã quyết định bị giảm", "A figure behind an award fell"), _FELL, at_once=True
    ),
    "dossier.step_due": Topic(Said("Bước xử lý hồ sơ sắp đến hạn", "A step of a dossier is due")),
    "dossier.step_overdue": Topic(Said("Bước xử lý hồ sơ quá hạn", "A step of a dossier is overdue"), _LATE),
    "fact.parked": Topic(Said("Có sự việc bị gác lại", "A fact was given up"), _CRITICAL, at_once=True),
    "log.not_verifying": Topic(
        Said("Sổ cái kiểm chứng không khớp", "The log does not verify"), _CRITICAL, at_once=True
    ),
}


def may_mute(topic: str, channel: Channel) -> bool:
    """Whether somebody may choose not to be told of it by this channel."""
    known = TOPICS.get(topic)
    return channel != "inbox" and known is not None and (known.must is None or channel != "email")


def is_at_once(topic: str) -> bool:
    """Whether a notice goes out at any hour; so does what is of a topic that is not known here."""
    known = TOPICS.get(topic)
    return known is None or known.at_once
