"""The words of the page by which a kind of letter is left, in Vietnamese and in English. It knows no table.

Both languages are values of one class, so no word can be missing in one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Every sentence of the page in one language; braces are filled by the template."""

    title: str
    ask: str
    whole: str
    leave: str
    done: str
    already: str
    stays: str
    inbox: str
    choices: str


VI: Final = Words(
    title="Ngừng nhận thư",
    ask="Ngừng gửi thư điện tử cho {recipient} về:",
    whole="Mọi người dùng chung địa chỉ này sẽ không nhận được nữa.",
    leave="Ngừng gửi các thư này",
    done="Đã ghi: {recipient} không còn được gửi thư về các việc này.",
    already="{recipient} đã ngừng nhận thư về:",
    stays="Không thể ngừng bằng thư:",
    inbox="Hộp thông báo vẫn nhận đủ mọi thông báo.",
    choices="Chọn kỹ hơn, hoặc nhận lại (cần đăng nhập)",
)
EN: Final = Words(
    title="Leave these letters",
    ask="Send {recipient} no more e-mail of:",
    whole="Nobody who shares this address will get it any more.",
    leave="Send no more of these",
    done="Recorded: no e-mail of these goes to {recipient} any more.",
    already="{recipient} has left the letters of:",
    stays="These cannot be left:",
    inbox="The inbox still holds every notice.",
    choices="Choose more finely, or get them again (needs a sign-in)",
)
WORDS: Final[Mapping[Language, Words]] = {"vi": VI, "en": EN}
