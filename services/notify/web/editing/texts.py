"""The words of the pages of templates, in Vietnamese and in English. They know no table.

Both languages are values of one class, so no word can be missing in one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.problems import Problem
from shared.core.values import Language, Medium

NOT_SOUND: Final = Problem(
    400,
    "template_not_sound",
    "Chưa có gì được ghi: những ô có lỗi nói rõ lỗi gì, ở dòng nào. Những gì đã nhập vẫn còn đây.",
    "Nothing was recorded: the fields that are wrong say what is wrong, and on which line. What you entered still "
    "stands.",
)
MEANWHILE: Final = Problem(
    409,
    "changed_meanwhile",
    "Chưa có gì được ghi: trong lúc đó mẫu này đã được sửa thành phiên bản khác, xem bên dưới. Những gì đã nhập vẫn "
    "còn đây; gửi lại thì bản này thay bản kia.",
    "Nothing was recorded: this template was changed meanwhile, see below. What you entered still stands; send it "
    "again to put it in the other's place.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Every sentence in one language; braces are filled by the page."""

    title: str
    what: str
    which: str
    languages: Mapping[Language, str]
    media: Mapping[Medium, str]
    media_long: Mapping[Medium, str]
    changed: str
    nothing_changed: str
    topic: str
    words: str
    ships: str
    ours: str
    version: str
    by: str
    when: str
    none_yet: str
    all: str
    lead_ships: str
    lead_ours: str
    form: str
    subject: str
    subject_hint: str
    body: str
    body_hint: str
    reason: str
    reason_hint: str
    check: str
    address: str
    address_hint: str
    try_out: str
    publish: str
    restore: str
    once: str
    told: Mapping[str, str]
    see: str
    sign_in_again: str
    preview: str
    preview_of: str
    made_up: str
    fact: str
    may_name: str
    may_do: str
    versions: str
    begins_with: str
    from_start: str
    was_restored: str
    another_release: str
    differs: str
    take: str
    older: str


_VI: Final = Words(
    title="Mẫu thông báo",
    what="Thông báo được viết bằng lời nào: mỗi chủ đề, mỗi ngôn ngữ có một mẫu cho thư và một mẫu cho tin nhắn. Mỗi "
    "lần sửa được ghi vào sổ cái; thông báo đã gửi giữ nguyên lời cũ.",
    which="Mẫu nào",
    languages={"vi": "Tiếng Việt", "en": "Tiếng Anh"},
    media={"LETTER": "thư", "MESSAGE": "tin nhắn"},
    media_long={
        "LETTER": "hộp thông báo, thư điện tử, webhook",
        "MESSAGE": "tin nhắn: Telegram, Zalo, trình duyệt, Apprise",
    },
    changed="Đã từng sửa",
    nothing_changed="Chưa mẫu nào được sửa: mọi thông báo dùng bản gốc.",
    topic="Chủ đề",
    words="Lời",
    ships="Bản gốc",
    ours="Đã sửa",
    version="Phiên bản",
    by="Người sửa gần nhất",
    when="Lúc",
    none_yet="chưa ai sửa",
    all="Mọi mẫu thông báo",
    lead_ships="Đang dùng bản gốc của hệ thống, phiên bản {version}.",
    lead_ours="Đang dùng bản đã sửa, phiên bản {version}.",
    form="Soạn mẫu",
    subject="Tiêu đề",
    subject_hint="Một dòng; cũng là tiêu đề thư.",
    body="Nội dung",
    body_hint="Mỗi dòng là một câu; dòng trống thì bỏ. Tên trong dấu {{ }} được thay bằng sự việc.",
    reason="Lý do sửa",
    reason_hint="Ghi vào sổ cái cùng với người sửa. Xem thử thì không cần.",
    check="Xem thử",
    address="Địa chỉ thư của bạn",
    address_hint="Để nhận thư thử. Thư ghi rõ là thử, không ghi vào sổ cái; địa chỉ không được lưu. Địa chỉ kết thúc "
    "bằng .invalid thì thư nằm trong DATA/captured-mail.",
    try_out="Gửi thử cho tôi",
    publish="Công bố mẫu này",
    restore="Trở về bản gốc",
    once="Bấm hai lần cũng chỉ ghi một lần. Thông báo đã gửi giữ nguyên lời cũ.",
    told={
        "check": "Không có lỗi. Chưa có gì được ghi.",
        "try": "Máy chủ thư đã nhận thư thử. Chưa có gì được ghi.",
        "publish": "Đã công bố: từ vị trí {position} của sổ cái, thông báo dùng lời mới.",
        "restore": "Đã trở về bản gốc, từ vị trí {position} của sổ cái.",
        "same": "Lời này đang được dùng rồi, nên không có gì phải ghi.",
    },
    see="Xem thông báo sẽ đọc ra sao",
    sign_in_again="Đăng nhập lại ở cửa sổ khác, rồi gửi lại: nội dung vẫn còn đây.",
    preview="Thông báo sẽ đọc ra sao",
    preview_of="Với những sự việc gần nhất của chủ đề này. Không ai nhận được gì.",
    made_up="Sự việc giả định: chưa có sự việc nào của chủ đề này",
    fact="Sự việc {position}",
    may_name="Những tên dùng được trong mẫu này",
    may_do="Ngoài văn bản và tên, mẫu chỉ dùng được:",
    versions="Các phiên bản, mới nhất trước",
    begins_with="Đang dùng",
    from_start="Bản gốc của hệ thống",
    was_restored="Trở về bản gốc",
    another_release="Bản gốc của một bản phát hành khác; lời không còn ở đây.",
    differs="Khác bản trước ở đâu",
    take="Soạn từ phiên bản này",
    older="Các phiên bản cũ hơn",
)
_EN: Final = Words(
    title="Templates of notices",
    what="In which words people are told: each topic has, in each language, a template for letters and one for "
    "messages. Each change stands in the log; what was told keeps the words it was told in.",
    which="Which templates",
    languages={"vi": "Vietnamese", "en": "English"},
    media={"LETTER": "letters", "MESSAGE": "messages"},
    media_long={
        "LETTER": "inbox, e-mail, webhook",
        "MESSAGE": "messages: Telegram, Zalo, browsers, Apprise",
    },
    changed="Ever changed",
    nothing_changed="No template was changed: all notices use the words that ship.",
    topic="Topic",
    words="Words",
    ships="As shipped",
    ours="Changed",
    version="Version",
    by="Last changed by",
    when="When",
    none_yet="nobody yet",
    all="All templates",
    lead_ships="The words that ship are in force, version {version}.",
    lead_ours="Changed words are in force, version {version}.",
    form="Write the template",
    subject="Subject",
    subject_hint="One line; it is the subject of letters too.",
    body="Body",
    body_hint="Each line is a sentence; an empty one is left out. Names between {{ }} are filled in from the fact.",
    reason="Reason",
    reason_hint="Stands in the log with who changed it. Not needed for a preview.",
    check="Preview",
    address="Your e-mail address",
    address_hint="For a letter that is tried out. It says so, and nothing is recorded; the address is not kept. To one "
    "that ends in .invalid, the letter lies in DATA/captured-mail.",
    try_out="Send me one to try",
    publish="Publish these words",
    restore="Back to what ships",
    once="A double click records it once. What was told keeps the words it was told in.",
    told={
        "check": "Nothing is wrong. Nothing was recorded.",
        "try": "The mail server took the letter. Nothing was recorded.",
        "publish": "Published: from position {position} of the log on, notices use the new words.",
        "restore": "What ships is in force again, from position {position} of the log on.",
        "same": "These words are in force already, so there was nothing to record.",
    },
    see="See how notices would read",
    sign_in_again="Sign in again in another window, then send this again: the text is still here.",
    preview="How notices would read",
    preview_of="With the latest facts of this topic. Nobody is told anything.",
    made_up="A fact that is made up: there is none of this topic yet",
    fact="Fact {position}",
    may_name="The names that this template may use",
    may_do="Besides text and names, a template may use:",
    versions="Versions, the newest first",
    begins_with="In force",
    from_start="What ships",
    was_restored="Back to what ships",
    another_release="What shipped with another release; its words are not kept here.",
    differs="What differs from the one before",
    take="Begin with this version",
    older="Older versions",
)
WORDS: Final[Mapping[Language, Words]] = {"vi": _VI, "en": _EN}
