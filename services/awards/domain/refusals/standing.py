"""Why a command does not fit where a nomination stands, one text for each row of the table of its life."""

from collections.abc import Sequence
from typing import Final

from services.awards.domain.lifecycle import Stage, Vote
from services.awards.domain.refusals.saying import refused
from shared.core.decider import Refused

# Of an open dossier `incomplete` says what it lacks.
AT_STAGE: Final = {
    stage: refused(f"nomination_{stage.value.lower()}", vi, vi_do, en, en_do)
    for stage, vi, vi_do, en, en_do in (
        (
            Stage.NOT_OPENED,
            "Chưa có đề nghị nào mang mã này",
            "Hãy kiểm tra mã, hoặc ghi nomination.opened trước",
            "There is no nomination with this id",
            "Check the id, or state nomination.opened first",
        ),
        (
            Stage.COMPLETE,
            "Hồ sơ đề nghị đã đủ nhưng chưa trình",
            "Hãy ghi nomination.submitted trước",
            "The nomination's dossier is complete but not submitted",
            "State nomination.submitted first",
        ),
        (
            Stage.SUBMITTED,
            "Đề nghị đã được trình",
            "Hãy chờ quyết định, hoặc trả lại hay rút đề nghị",
            "The nomination is submitted",
            "Wait for the decision, or return or withdraw it",
        ),
        (
            Stage.RETURNED,
            "Đề nghị đã bị trả lại",
            "Hãy bổ sung rồi trình lại",
            "The nomination was returned",
            "Add what was missing and submit it again",
        ),
        (
            Stage.WITHDRAWN,
            "Đề nghị đã được rút",
            "Nếu cần, hãy mở đề nghị mới",
            "The nomination was withdrawn",
            "If need be, open a new one",
        ),
        (
            Stage.DECLINED,
            "Đề nghị đã bị từ chối",
            "Nếu cần, hãy mở đề nghị mới",
            "The nomination was declined",
            "If need be, open a new one",
        ),
        (
            Stage.AWARDED,
            "Đề nghị đã có quyết định khen thưởng",
            "Không cần làm gì thêm",
            "The nomination was awarded already",
            "There is nothing more to do",
        ),
        (
            Stage.CONFERRED,
            "Đề nghị đã được khen thưởng và trao",
            "Không cần làm gì thêm",
            "The nomination was awarded and conferred already",
            "There is nothing more to do",
        ),
        (
            Stage.ANNULLED,
            "Khen thưởng của đề nghị này đã bị hủy",
            "Nếu cần, hãy mở đề nghị mới",
            "The award of this nomination was annulled",
            "If need be, open a new one",
        ),
    )
}
AT_VOTE: Final = {
    vote: refused(f"vote_{vote.value.lower()}", vi, vi_do, en, en_do)
    for vote, vi, vi_do, en, en_do in (
        (
            Vote.NOT_VOTED,
            "Hội đồng chưa bỏ phiếu về đề nghị này",
            "Hãy ghi ballot.tallied và minutes.signed trước",
            "The council has not voted on this nomination",
            "State ballot.tallied and minutes.signed first",
        ),
        (
            Vote.LOST,
            "Đề nghị không đủ phiếu tán thành",
            "Hãy bỏ phiếu vòng sau nếu còn, hoặc rút đề nghị",
            "Too few voted for this nomination",
            "Vote another round if one is left, or withdraw it",
        ),
        (
            Vote.CARRIED,
            "Hội đồng đã bỏ phiếu tán thành nhưng biên bản chưa ký",
            "Hãy ghi minutes.signed",
            "The council has voted for this nomination, and the minutes are not signed yet",
            "State minutes.signed",
        ),
        (
            Vote.CONFIRMED,
            "Hội đồng đã bỏ phiếu tán thành và biên bản đã ký",
            "Không cần bỏ phiếu thêm",
            "The council has voted for this nomination, and the minutes are signed",
            "No further vote is needed",
        ),
    )
}

OWN_NOMINATION: Final = refused(
    "own_nomination",
    "Không ai thẩm định, quyết định hay ký khen thưởng cho chính mình",
    "Hãy để người khác thực hiện bước này",
    "Nobody appraises, decides or signs his own award",
    "Let somebody else take this step",
)


def incomplete(missing: Sequence[str]) -> Refused:
    """The dossier lacks these; each is a word of the catalogue, or names a body that has not consented."""
    listed = ", ".join(missing)
    return refused(
        "dossier_incomplete",
        f"Hồ sơ còn thiếu {listed}",
        "Hãy bổ sung (giấy tờ: dossier.item_added, ý kiến: clearance.received) rồi trình",
        f"The dossier still lacks {listed}",
        "Add it (papers: dossier.item_added, clearances: clearance.received), then submit it",
    )
