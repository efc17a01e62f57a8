"""The words around every editor of a definition, in both languages. They know no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.problems import Problem
from shared.core.values import Language

NO_TEXT: Final = Problem(
    400,
    "file_not_utf8",
    "Tệp không phải văn bản UTF-8 nên chưa được đọc; nội dung đang soạn giữ nguyên. Hãy lưu tệp bằng bảng mã UTF-8.",
    "The file is no UTF-8 text, so it was not read; what you are editing is as it was. Save the file in UTF-8.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class EditorWords:
    """Every sentence in one language; braces are filled by the template."""

    text: str
    text_hint: str
    file: str
    file_hint: str
    mistakes: str
    mistake: str
    nothing_done: str
    sign_in_again: str
    once: str


_VI: Final = EditorWords(
    text="Nội dung (YAML)",
    text_hint="Dán vào đây, hoặc chọn tệp bên dưới. Chưa có gì được ghi khi chỉ kiểm tra.",
    file="Tệp YAML",
    file_hint="Nếu chọn tệp, nội dung của tệp thay cho nội dung trong khung.",
    mistakes="{number} lỗi: hãy sửa từng lỗi rồi kiểm tra lại",
    mistake="Dòng {line}, cột {column}",
    nothing_done="Chưa có gì được ghi.",
    sign_in_again="Đăng nhập lại ở cửa sổ khác, rồi gửi lại: nội dung vẫn còn đây.",
    once="Bấm hai lần cũng chỉ ghi một lần.",
)
_EN: Final = EditorWords(
    text="Text (YAML)",
    text_hint="Paste it here, or choose a file below. Nothing is recorded by a check.",
    file="YAML file",
    file_hint="If you choose a file, its text takes the place of the text in the box.",
    mistakes="{number} mistakes: correct them, then check again",
    mistake="Line {line}, column {column}",
    nothing_done="Nothing was recorded.",
    sign_in_again="Sign in again in another window, then send this again: the text is still here.",
    once="A double click records it once.",
)
EDITOR_WORDS: Final[Mapping[Language, EditorWords]] = {"vi": _VI, "en": _EN}
