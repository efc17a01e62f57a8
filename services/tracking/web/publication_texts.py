"""The words of the page of the gazette centre, in Vietnamese and in English. They know no page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicationWords:
    """Every sentence of the page in one language; `kinds` of papers, `tasks` and `channels` by their wire names.

    Of the forms: `done` is what their button says, by what is stated, as `titles` are; `reasons` stand in them, by the
    task; `hints` are by the field.
    """

    title: str
    lead: str
    note: str
    how: str
    gone: str
    state: str
    down: str
    down_none: str
    post: str
    post_none: str
    doc_no: str
    why: str
    channel: str
    since: str
    document: str
    basis: str
    nothing: str
    kinds: Mapping[str, str]
    tasks: Mapping[str, str]
    channels: Mapping[str, str]
    done: Mapping[str, str]
    titles: Mapping[str, str]
    reasons: Mapping[str, str]
    hints: Mapping[str, str]


_VI: Final = PublicationWords(
    title="Công khai văn bản",
    lead="Văn bản đã ký chờ đăng, và văn bản đã đăng phải gỡ.",
    note="Danh sách tự có từ sổ cái: văn bản được ghi là đã đăng hay đã gỡ thì dòng đó tự rời danh sách.",
    how=(
        "Đăng hay gỡ xong, hãy bấm “Đã đăng” hoặc “Đã gỡ” ở dòng đó: những gì đã biết có sẵn trong biểu mẫu. "
        "Nhiều văn bản một lần thì gửi bằng tệp hoặc qua API."
    ),
    gone="Dòng đó đã rời danh sách.",
    state="Làm xong",
    down="Phải gỡ",
    down_none="Không có văn bản nào phải gỡ.",
    post="Chờ đăng",
    post_none="Không có văn bản nào chờ đăng.",
    doc_no="Số văn bản",
    why="Việc",
    channel="Nơi đăng",
    since="Từ ngày",
    document="Mã đã đăng",
    basis="Quyết định hủy bỏ",
    nothing="–",
    kinds={
        "DECISION": "Quyết định khen thưởng",
        "ANNULMENT": "Quyết định hủy bỏ",
        "MINUTES": "Biên bản họp Hội đồng",
        "REPORT": "Báo cáo tổng hợp kỳ",
        "NEWER_REPORT": "Báo cáo tổng hợp kỳ, đã có bản mới hơn bản đã đăng",
    },
    tasks={"RETRACT": "Thu hồi: đã bị hủy bỏ", "TAKE_DOWN": "Gỡ: hết hạn công khai"},
    channels={
        "FEED": "Nguồn tin của cơ quan",
        "PORTAL": "Cổng thông tin tỉnh",
        "GAZETTE": "Công báo",
        "BOARD": "Bảng niêm yết",
    },
    done={"document.published": "Đã đăng", "document.unpublished": "Đã gỡ"},
    titles={
        "document.published": "Ghi văn bản {doc_no} đã được đăng",
        "document.unpublished": "Ghi văn bản {doc_no} đã được gỡ",
    },
    reasons={"RETRACT": "Bị hủy bỏ bởi quyết định số {basis}", "TAKE_DOWN": "Hết thời hạn công khai"},
    hints={
        "title": "Đứng trong sổ cái và trên trang công khai: đừng ghi tên người.",
        "url": "Nơi người đọc mở được văn bản, https://…; điền sẵn là địa chỉ ở nơi đăng kia: hãy sửa nếu khác.",
        "sha256": "Của đúng tệp đã đăng.",
        "take_down_on": "Ngày đầu tiên không còn được công khai; để trống nếu không phải gỡ.",
    },
)
_EN: Final = PublicationWords(
    title="Publication",
    lead="Signed papers that wait to be posted, and posted ones that must come down.",
    note="The list follows from the log: once a paper is recorded as posted or taken down, its line leaves by itself.",
    how=(
        "Once it is done, press “Posted” or “Taken down” in its line: the form holds what is known already. "
        "Many papers at once are sent as a file or over the API."
    ),
    gone="Its line has left the list.",
    state="Once done",
    down="To come down",
    down_none="Nothing has to come down.",
    post="To be posted",
    post_none="Nothing waits to be posted.",
    doc_no="Number",
    why="What",
    channel="Where",
    since="Since",
    document="Posted as",
    basis="Annulled by",
    nothing="–",
    kinds={
        "DECISION": "Award decision",
        "ANNULMENT": "Annulment",
        "MINUTES": "Minutes of the council",
        "REPORT": "Consolidated report",
        "NEWER_REPORT": "Consolidated report, newer than the one posted",
    },
    tasks={"RETRACT": "Retract: annulled", "TAKE_DOWN": "Take down: its time is over"},
    channels={
        "FEED": "The office's feeds",
        "PORTAL": "The province's portal",
        "GAZETTE": "Gazette",
        "BOARD": "Notice board",
    },
    done={"document.published": "Posted", "document.unpublished": "Taken down"},
    titles={
        "document.published": "Record that {doc_no} was posted",
        "document.unpublished": "Record that {doc_no} was taken down",
    },
    reasons={"RETRACT": "Annulled by decision {basis}", "TAKE_DOWN": "Its time to be public is over"},
    hints={
        "title": "It stands in the log and on the public page: name no person.",
        "url": "Where readers can open it, https://…; one filled in is the other place's: change it if it differs.",
        "sha256": "Of the very file that was posted.",
        "take_down_on": "The first day on which it may be public no more; left empty, it stays.",
    },
)
PUBLICATION_WORDS: Final[Mapping[Language, PublicationWords]] = {"vi": _VI, "en": _EN}
