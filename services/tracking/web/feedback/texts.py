"""The words of the feedback box, of its receipt and of the office's list, in both languages. They know no page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.tracking.web.feedback.standing import State
from shared.core.problems import Problem
from shared.core.values import FeedbackTopic, Language

LONGEST: Final = 4_000
LONGEST_LINE: Final = 200
TOO_LONG: Final = "dài quá {most} ký tự (đang có {have}); hãy viết gọn lại", "is longer than {most} characters ({have})"
LEAVE_EMPTY: Final = (
    "ô này phải để trống: hãy xóa rồi gửi lại",
    "this has to stay empty: clear it and send it again",
)
NO_TOPIC: Final = "hãy chọn một lĩnh vực", "choose a topic"
NO_UNIT: Final = "hãy chọn một đơn vị trong danh sách, hoặc không nêu", "choose a unit of the list, or none"
NOT_RECORDED: Final = Problem(
    400,
    "feedback_incomplete",
    "Chưa ghi phản ánh: hãy xem các ô được đánh dấu. Những gì đã viết vẫn còn.",
    "This was not recorded: see the fields that are marked. What you wrote is still there.",
)
NO_RECEIPT: Final = Problem(
    404,
    "receipt_unknown",
    "Không có phản ánh nào mang mã biên nhận này. Hãy so từng ký tự với mã đã nhận.",
    "There is no feedback with this receipt. Compare it with the code you were given, letter by letter.",
)
NO_CAMPAIGN: Final = Problem(
    404,
    "no_campaign_to_write_to",
    "Chưa có đợt thi đua nào đang nhận phản ánh như vậy. Hãy quay lại trang tổng quan.",
    "There is no such campaign that takes feedback. Go back to the overview.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedbackWords:
    """Every sentence in one language; braces are filled by the template."""

    title: str
    lead: str
    promise: str
    privacy: str
    not_for: str
    topic: str
    topics: Mapping[FeedbackTopic, str]
    unit: str
    any_unit: str
    localities: str
    offices: str
    text: str
    text_hint: str
    name: str
    name_hint: str
    contact: str
    contact_hint: str
    trap: str
    choose: str
    send: str
    once: str
    have_receipt: str
    receipt: str
    receipt_hint: str
    look: str
    receipt_title: str
    taken: str
    keep: str
    received: str
    due: str
    state: str
    states: Mapping[State, str]
    answer: str
    doc_no: str
    answered_on: str
    no_answer: str
    write_again: str
    choose_campaign: str
    list_title: str
    list_lead: str
    only_open: str
    all_of_it: str
    nothing: str
    code: str
    one_title: str
    who: str
    how_to_reach: str
    said: str
    erased: str
    not_shown: str
    answer_title: str
    answer_hint: str
    doc_no_hint: str
    record: str
    not_recorded: str
    sign_in_again: str
    recorded_at: str
    back: str
    fact: str


_VI: Final = FeedbackWords(
    title="Góp ý, phản ánh",
    lead="Viết cho cơ quan thường trực của đợt thi đua; không cần đăng nhập.",
    promise="Trả lời chậm nhất ngày {due} ({days} ngày làm việc), bằng mã biên nhận mà bạn nhận được khi gửi.",
    privacy="Nội dung, tên và cách liên hệ được niêm phong: chỉ thường trực thi đua và người xác minh mở được, bạn có "
    "quyền yêu cầu xóa. Xin đừng ghi số định danh hay chuyện riêng của người khác.",
    not_for="Khiếu nại, tố cáo theo luật thì gửi bằng đơn tới cơ quan có thẩm quyền; hộp này không thay cho đơn.",
    topic="Lĩnh vực",
    topics={
        "HOUSING": "Nhà ở, hộ được hỗ trợ",
        "FUNDS": "Tiền và hiện vật hỗ trợ",
        "AWARDS": "Khen thưởng",
        "CONDUCT": "Cách làm việc của cán bộ",
        "OTHER": "Việc khác",
    },
    unit="Về đơn vị nào",
    any_unit="(không nêu)",
    localities="Địa phương",
    offices="Cơ quan, đơn vị",
    text="Nội dung",
    text_hint="Nhiều nhất {most} ký tự. Không gửi kèm tệp.",
    name="Họ tên",
    name_hint="Không bắt buộc.",
    contact="Cách liên hệ",
    contact_hint="Không bắt buộc: số điện thoại hoặc thư điện tử.",
    trap="Để trống ô này",
    choose="(chọn)",
    send="Gửi phản ánh",
    once="Bấm hai lần cũng chỉ được ghi một lần.",
    have_receipt="Đã gửi rồi?",
    receipt="Mã biên nhận",
    receipt_hint="Bốn nhóm bốn ký tự, như ABCD-EFGH-IJKL-MNOP.",
    look="Xem câu trả lời",
    receipt_title="Biên nhận {code}",
    taken="Đã nhận phản ánh của bạn.",
    keep="Hãy chép lại mã {code}: chỉ có mã này mới xem được câu trả lời.",
    received="Nhận ngày",
    due="Trả lời chậm nhất",
    state="Trạng thái",
    states={"waiting": "Chờ trả lời", "late": "Quá hạn", "answered": "Đã trả lời", "erased": "Đã xóa"},
    answer="Câu trả lời",
    doc_no="Văn bản số",
    answered_on="Trả lời ngày",
    no_answer="Chưa có câu trả lời.",
    write_again="Gửi phản ánh khác",
    choose_campaign="Về đợt thi đua nào?",
    list_title="Phản ánh của người dân",
    list_lead="Gần hạn hoặc quá hạn nhất ở trên. Hạn trả lời tính bằng ngày làm việc từ ngày nhận.",
    only_open="Chỉ phản ánh chưa trả lời",
    all_of_it="Tất cả",
    nothing="Không có phản ánh nào như vậy.",
    code="Mã biên nhận",
    one_title="Phản ánh {code}",
    who="Người viết",
    how_to_reach="Cách liên hệ",
    said="Nội dung",
    erased="Nội dung đã được xóa theo yêu cầu; không ai đọc được nữa.",
    not_shown="Vai trò này không được mở nội dung niêm phong.",
    answer_title="Trả lời",
    answer_hint="Câu trả lời ở lại mãi, ai có mã biên nhận cũng đọc được: không nêu tên, cách liên hệ người viết.",
    doc_no_hint="Không bắt buộc: số văn bản trả lời.",
    record="Ghi câu trả lời",
    not_recorded="Chưa ghi câu trả lời.",
    sign_in_again="Đăng nhập lại ở cửa sổ khác, rồi gửi lại: câu trả lời đã viết vẫn còn.",
    recorded_at="Đã ghi vào sổ cái ở vị trí {position}.",
    back="Về danh sách",
    fact="Sự việc trong sổ cái",
)
_EN: Final = FeedbackWords(
    title="Write to the office",
    lead="Write to the office that runs the campaign; there is no need to sign in.",
    promise="You are answered by {due} at the latest ({days} working days), under the receipt that you get.",
    privacy="What you write, your name and how to reach you are sealed: only the standing office and the verifiers can "
    "open them, and you may ask for them to be erased. Please give no identity number and nothing private of others.",
    not_for="A complaint or denunciation under the law goes to the body in charge; this box is no substitute.",
    topic="Topic",
    topics={
        "HOUSING": "Housing, households that are helped",
        "FUNDS": "Money and goods given",
        "AWARDS": "Awards",
        "CONDUCT": "How officials work",
        "OTHER": "Something else",
    },
    unit="About which unit",
    any_unit="(none)",
    localities="Localities",
    offices="Offices and units",
    text="What you want to say",
    text_hint="{most} characters at most. No attachments.",
    name="Your name",
    name_hint="May be left empty.",
    contact="How to reach you",
    contact_hint="May be left empty: a telephone number or an e-mail address.",
    trap="Leave this empty",
    choose="(choose)",
    send="Send",
    once="A double click records it once.",
    have_receipt="Sent something before?",
    receipt="Receipt",
    receipt_hint="Four groups of four, such as ABCD-EFGH-IJKL-MNOP.",
    look="See the answer",
    receipt_title="Receipt {code}",
    taken="What you wrote was received.",
    keep="Keep the code {code}: the answer is found by it alone.",
    received="Received",
    due="Answered by",
    state="State",
    states={"waiting": "Waits for an answer", "late": "Overdue", "answered": "Answered", "erased": "Erased"},
    answer="Answer",
    doc_no="Document no.",
    answered_on="Answered on",
    no_answer="There is no answer yet.",
    write_again="Write something else",
    choose_campaign="About which campaign?",
    list_title="What the public wrote",
    list_lead="The most overdue on top. An answer is due so many working days after the day of receipt.",
    only_open="Only what waits for an answer",
    all_of_it="All",
    nothing="There is nothing like that.",
    code="Receipt",
    one_title="Feedback {code}",
    who="Who wrote",
    how_to_reach="How to reach them",
    said="What they wrote",
    erased="What was written was erased on request; nobody can read it any more.",
    not_shown="This role does not open what is sealed.",
    answer_title="Answer",
    answer_hint="An answer stays for ever, and whoever has the receipt reads it: name neither who wrote nor how to "
    "reach them.",
    doc_no_hint="May be left empty: the number of the letter.",
    record="Record the answer",
    not_recorded="No answer was recorded.",
    sign_in_again="Sign in again in another window, then send this again: the answer you wrote is kept.",
    recorded_at="Recorded in the log at position {position}.",
    back="Back to the list",
    fact="Facts in the log",
)
FEEDBACK_WORDS: Final[Mapping[Language, FeedbackWords]] = {"vi": _VI, "en": _EN}
