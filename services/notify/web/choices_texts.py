"""The words of the page of choices, in Vietnamese and in English. It knows no table.

Both languages are values of one class, so no word can be missing in one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.notify.web import failed_texts
from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Every sentence of the page in one language; braces are filled by the template."""

    title: str
    what: str
    inbox: str
    reached: str
    for_whom: str
    others: str
    nobody: str
    saved: str
    chosen: str
    nothing_chosen: str
    not_recorded: str
    sign_in_again: str
    by_what: str
    no_channel: str
    topic: str
    comes: str
    always: str
    at_once: str
    when: str
    language: str
    languages: Mapping[str, str]
    quiet: str
    quiet_hint: str
    window: str
    windows_hint: str
    begins: str
    ends: str
    rest: str
    together: str
    every: Mapping[str, str]
    at: str
    weekday: str
    weekdays: tuple[str, ...]
    time_zone: str
    time_zone_hint: str
    save: str
    take_back: str
    channels: Mapping[str, str]
    push: str
    push_what: str
    push_count: str
    push_begin: str
    push_end: str
    push_end_all: str
    push_begun: str
    push_ended: str
    push_denied: str
    push_failed: str


VI: Final = Words(
    title="Cách nhận thông báo",
    what="Hộp thông báo luôn nhận đủ và ngay lập tức. Ở đây chọn điều gì được gửi thêm ra ngoài, bằng kênh nào, vào "
    "giờ nào. Địa chỉ nhận nằm trong đăng ký của đơn vị và không đổi ở đây.",
    inbox="Về hộp thông báo",
    reached="Đang được báo bằng cách nào",
    for_whom="Lựa chọn của {recipient}.",
    others="Chọn cho",
    nobody="Vai trò này không nhận thông báo nên không có gì để chọn.",
    saved="Đã ghi lựa chọn. Có hiệu lực với mọi thông báo chưa gửi.",
    chosen="Đã chọn ngày {moment}, bởi {by}.",
    nothing_chosen="Chưa chọn gì: mọi thông báo được gửi ngay, vào bất cứ giờ nào.",
    not_recorded="Lựa chọn chưa được ghi.",
    sign_in_again="Đăng nhập lại trong cửa sổ khác, rồi gửi lại biểu mẫu này",
    by_what="Điều gì, bằng kênh nào",
    no_channel="Ở đây chưa cài kênh nào ngoài hộp thông báo.",
    topic="Chủ đề",
    comes="{topic}: gửi bằng {channel}",
    always="luôn gửi",
    at_once="gửi ngay, bất cứ giờ nào",
    when="Vào lúc nào, bằng tiếng nào",
    language="Ngôn ngữ",
    languages={"": "như địa chỉ đầu tiên của đơn vị", "vi": "Tiếng Việt", "en": "Tiếng Anh"},
    quiet="Giờ yên lặng",
    quiet_hint="Trong giờ này không gửi gì; có thể qua nửa đêm, như 20:00 đến 06:30. Để trống: không có giờ yên lặng.",
    window="Khung giờ gửi {number}",
    windows_hint="Chỉ gửi trong các khung giờ này. Để trống: giờ nào cũng gửi.",
    begins="từ",
    ends="đến",
    rest="Không gửi vào ngày cơ quan nghỉ",
    together="Gom thành một thư",
    every={"": "Không gom: gửi từng thông báo", "DAY": "Mỗi ngày một thư", "WEEK": "Mỗi tuần một thư"},
    at="Gửi thư gom lúc",
    weekday="Ngày gửi thư gom hằng tuần",
    weekdays=("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    time_zone="Múi giờ",
    time_zone_hint="Các giờ trên theo đồng hồ của múi giờ này, như Asia/Ho_Chi_Minh.",
    save="Ghi lựa chọn",
    take_back="Bỏ mọi lựa chọn",
    channels=failed_texts.VI.channels,
    push="Trên trình duyệt này",
    push_what="Trình duyệt hiện thông báo cả khi trang này không mở, kể cả sau khi đăng xuất. "
    "Chỉ bật trên máy của riêng mình; xóa dữ liệu của trang thì phải bật lại.",
    push_count="Đang báo cho {number} trình duyệt.",
    push_begin="Bật thông báo trên trình duyệt này",
    push_end="Tắt trên trình duyệt này",
    push_end_all="Tắt trên mọi trình duyệt",
    push_begun="Đã bật: thông báo mới sẽ hiện ở đây.",
    push_ended="Đã tắt trên trình duyệt này.",
    push_denied="Trình duyệt không cho hiện thông báo. Hãy cho phép trong cài đặt của trang rồi thử lại.",
    push_failed="Chưa bật hoặc tắt được. Hãy tải lại trang rồi thử lại.",
)
EN: Final = Words(
    title="How you are told",
    what="The inbox holds every notice, at once. Here you choose what is sent outside besides, by which channel and at "
    "which hours. The addresses stand in the unit's registration and are not changed here.",
    inbox="To the inbox",
    reached="How notices reach you now",
    for_whom="What {recipient} chose.",
    others="Choose for",
    nobody="Nobody is told anything in this role, so there is nothing to choose.",
    saved="Your choice is recorded. It holds for every notice that was not sent yet.",
    chosen="Chosen on {moment} by {by}.",
    nothing_chosen="Nothing is chosen: every notice is sent at once, at any hour.",
    not_recorded="The choice was not recorded.",
    sign_in_again="Sign in again in another window, then send this form once more",
    by_what="Of what, by which channel",
    no_channel="No channel is set up here besides the inbox.",
    topic="Topic",
    comes="{topic}: by {channel}",
    always="always",
    at_once="at once, at any hour",
    when="When, and in which language",
    language="Language",
    languages={"": "as the unit's first address has it", "vi": "Vietnamese", "en": "English"},
    quiet="Quiet hours",
    quiet_hint="Nothing comes in these hours; they may go over midnight, as 20:00 to 06:30. Empty: no quiet hours.",
    window="Window {number}",
    windows_hint="Something comes in these windows alone. Empty: at any hour.",
    begins="from",
    ends="to",
    rest="Nothing comes on days on which offices do not work",
    together="Together in one message",
    every={"": "Each notice by itself", "DAY": "One message a day", "WEEK": "One message a week"},
    at="The message comes at",
    weekday="Day of the weekly message",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    time_zone="Time zone",
    time_zone_hint="All hours above are of this zone's clock, as Asia/Ho_Chi_Minh.",
    save="Record the choice",
    take_back="Take everything back",
    channels=failed_texts.EN.channels,
    push="In this browser",
    push_what="The browser shows notices while this page is closed too, also after you sign out. Switch it on where "
    "nobody else sits. Whoever clears the site's data has to switch it on again.",
    push_count="Browsers that are told: {number}.",
    push_begin="Tell me in this browser",
    push_end="Stop in this browser",
    push_end_all="Stop in every browser",
    push_begun="Switched on: new notices are shown here.",
    push_ended="Switched off in this browser.",
    push_denied="The browser does not let notices be shown. Allow them in the site's settings, then try again.",
    push_failed="It could not be switched. Load the page again, then try again.",
)
WORDS: Final[Mapping[Language, Words]] = {"vi": VI, "en": EN}
