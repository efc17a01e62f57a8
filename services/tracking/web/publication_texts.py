"""The words of the page of the gazette centre, in Vietnamese and in English. They know no page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicationWords:
    """Every sentence of the page in one language; `kinds` of papers, `tasks` and `channels` by their wire names."""

    title: str
    lead: str
    note: str
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


_VI: Final = PublicationWords(
    title="Công khai văn bản",
    lead="Văn bản đã ký chờ đăng, và văn bản đã đăng phải gỡ.",
    note=(
        "Danh sách tự có từ sổ cái: đăng hay gỡ xong, hãy ghi document.published hoặc document.unpublished "
        "bằng tệp hoặc qua API, dòng đó sẽ tự rời danh sách."
    ),
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
)
_EN: Final = PublicationWords(
    title="Publication",
    lead="Signed papers that wait to be posted, and posted ones that must come down.",
    note=(
        "The list follows from the log: once it is done, state document.published or document.unpublished "
        "by file or over the API, and the line leaves by itself."
    ),
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
)
PUBLICATION_WORDS: Final[Mapping[Language, PublicationWords]] = {"vi": _VI, "en": _EN}
