"""Why a nomination, its papers, clearances or public comment are refused. No text repeats what was stated."""

from typing import Final

from services.awards.domain.refusals.saying import refused

NOMINATION_ID_USED: Final = refused(
    "nomination_id_used",
    "Mã này đã được dùng cho một đề nghị và không dùng lại",
    "Hãy gửi với mã mới",
    "This id already belongs to a nomination and is never reused",
    "Send it under a new id",
)
NOT_FLAGGED: Final = refused(
    "not_flagged",
    "Đối tượng này chưa được hệ thống nêu là ứng viên hay cần xem xét cho hình thức khen này",
    "Hãy xem danh sách ứng viên và các điều kiện còn thiếu",
    "This subject is flagged neither as a candidate nor for review for this award",
    "See the list of candidates, and what is still missing",
)
OTHER_ACHIEVEMENT: Final = refused(
    "achievement_key_differs",
    "Mã thành tích không phải mã mà hệ thống đã nêu cho đối tượng này",
    "Hãy chép achievement_key từ danh sách ứng viên",
    "The achievement key is not the one under which this subject is flagged",
    "Copy achievement_key from the list of candidates",
)
SUBJECT_HELD: Final = refused(
    "subject_held",
    "Có việc liên quan đến đối tượng này đang được xem xét",
    "Hãy chờ kết luận và ghi hold.lifted trước",
    "Something about this subject is being looked into",
    "Wait for the conclusion and state hold.lifted first",
)
ALREADY_PROPOSED: Final = refused(
    "achievement_already_proposed",
    "Thành tích này đã được đề nghị ở một hồ sơ khác; một thành tích chỉ khen một lần",
    "Hãy tiếp tục hồ sơ đó, hoặc rút nó trước",
    "This achievement is proposed by another nomination, and one achievement has one award",
    "Go on with that one, or withdraw it first",
)
ALREADY_AWARDED: Final = refused(
    "achievement_already_awarded",
    "Thành tích này đã được khen thưởng; một thành tích chỉ khen một lần",
    "Không cần làm gì thêm",
    "This achievement was awarded already, and one achievement has one award",
    "There is nothing more to do",
)
LAPSED: Final = refused(
    "nomination_lapsed",
    "Đơn vị được đề nghị đã kết thúc mà không có đơn vị kế thừa, nên từ ngày đó đề nghị không còn hiệu lực",
    "Hãy ghi nomination.withdrawn; nếu đã quyết định trước ngày đó, hãy ghi ngày quyết định",
    "The nominated unit has ended and no unit goes on in its place, so the nomination lapsed on that day",
    "State nomination.withdrawn; if it was decided before that day, state the day of the decision",
)
NO_HIGHER_LEVEL: Final = refused(
    "not_a_higher_level",
    "Hồ sơ đã được trình tới cấp này hoặc cấp cao hơn",
    "Hãy chọn cấp cao hơn, hoặc chờ quyết định",
    "The dossier has been submitted to this level or a higher one",
    "Choose a higher level, or wait for the decision",
)
PAPER_ALREADY_THERE: Final = refused(
    "paper_already_there",
    "Chính giấy tờ này đã có trong hồ sơ",
    "Không cần làm gì thêm",
    "This very paper is in the dossier already",
    "There is nothing more to do",
)
CLEARANCE_ALREADY_REQUESTED: Final = refused(
    "clearance_already_requested",
    "Cơ quan này đã được hỏi ý kiến và chưa trả lời",
    "Hãy chờ, rồi ghi clearance.received",
    "This body has been asked and has not answered yet",
    "Wait, then state clearance.received",
)
CLEARANCE_NOT_REQUESTED: Final = refused(
    "clearance_not_requested",
    "Chưa có lần hỏi ý kiến nào của cơ quan này còn chờ trả lời",
    "Hãy ghi clearance.requested trước",
    "No request to this body waits for an answer",
    "State clearance.requested first",
)
COMMENT_DAYS: Final = refused(
    "comment_ends_before_it_begins",
    "Ngày kết thúc lấy ý kiến đứng trước ngày bắt đầu",
    "Hãy sửa from_on hoặc to_on",
    "The days of comment would end before they begin",
    "Correct from_on or to_on",
)
COMMENT_TOO_SHORT: Final = refused(
    "comment_too_short",
    "Số ngày làm việc lấy ý kiến công khai ít hơn quy định",
    "Hãy kéo dài tới đủ số ngày",
    "The proposal would be public for fewer working days than is ruled",
    "Extend the days",
)
COMMENT_ALREADY_OPEN: Final = refused(
    "comment_already_opened",
    "Việc lấy ý kiến công khai đã được mở cho đề nghị này",
    "Hãy ghi public_comment.closed khi hết hạn",
    "The public comment on this nomination was opened already",
    "State public_comment.closed once it is over",
)
COMMENT_NOT_OPEN: Final = refused(
    "comment_not_open",
    "Không có đợt lấy ý kiến công khai nào đang mở với ngày bắt đầu này",
    "Hãy ghi public_comment.opened trước, hoặc sửa from_on",
    "No public comment that began on this day is open",
    "State public_comment.opened first, or correct from_on",
)
