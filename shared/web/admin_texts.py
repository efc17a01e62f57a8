"""The words that the pages of the administration share, in both languages. They know no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.health import ParkedKind
from shared.core.values import Language


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What was given up, what that means, and what to do."""

    what: str
    means: str
    to_do: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AdminWords:
    """Every sentence in one language; `pages` by the names of the pages, `parts` and `followers` by theirs."""

    pages_title: str
    pages: Mapping[str, str]
    health: str
    well: str
    unwell: str
    started: str
    looked: str
    parts_title: str
    part: str
    state: str
    since: str
    answers: str
    silent: str
    parts: Mapping[str, str]
    followers_title: str
    follower: str
    position: str
    newest: str
    behind: str
    behind_since: str
    up_with_it: str
    followers: Mapping[str, str]
    parked_title: str
    nothing_parked: str
    what: str
    service: str
    why: str
    means: str
    to_do: str
    parked: Mapping[ParkedKind, GivenUp]
    refused_title: str
    nothing_refused: str
    reason: str
    number: str
    statement: str
    presented: str
    doors: Mapping[str, str]
    credentials: Mapping[str, str]
    note: str


_VI: Final = AdminWords(
    pages_title="Các trang quản trị",
    pages={
        "front": "Quản trị",
        "tracking": "Phần ghi nhận",
        "awards": "Phần khen thưởng",
        "notify": "Phần thông báo",
        "audit": "Phần kiểm chứng",
        "tokens": "Mã truy cập",
        "accounts": "Tài khoản",
        "units": "Sổ đơn vị",
        "campaigns": "Đợt thi đua",
        "rules": "Quy tắc",
        "templates": "Mẫu thông báo",
        "failed": "Thông báo không gửi được",
    },
    health="Tình trạng",
    well="Mọi phần đều trả lời, không có gì bị gác lại.",
    unwell="Có phần không trả lời hoặc bị gác lại: xem các bảng dưới đây.",
    started="Chạy từ",
    looked="Xem lúc",
    parts_title="Các phần",
    part="Phần",
    state="Trạng thái",
    since="Thấy như vậy từ",
    answers="Trả lời",
    silent="Không trả lời.",
    parts={
        "log": "Sổ cái (NATS) và nơi ghi",
        "registry": "Sổ đơn vị và cán bộ",
        "vault": "Kho khóa dữ liệu cá nhân",
        "read_model": "Bảng số liệu",
        "nats_door": "Cửa NATS",
        "leases": "Phần việc của từng bản chạy",
        "checkpoints": "Ký điểm kiểm chứng",
    },
    followers_title="Theo sổ cái đến đâu",
    follower="Nơi theo dõi",
    position="Đã đến vị trí",
    newest="Lần ghi cuối của sổ cái ở vị trí",
    behind="Chậm (lần ghi)",
    behind_since="Chậm từ",
    up_with_it="Kịp",
    followers={
        "read_model": "Bảng số liệu",
        "registry": "Sổ đơn vị",
        "reactor": "Xét điều kiện khen thưởng",
        "outbox": "Thông báo phải gửi",
        "index": "Chỉ mục của sổ cái",
        "tree": "Cây Merkle",
    },
    parked_title="Bị gác lại",
    nothing_parked="Không có gì bị gác lại ở dịch vụ này.",
    what="Cái gì",
    service="Dịch vụ",
    why="Vì sao",
    means="Nghĩa là",
    to_do="Phải làm gì",
    parked={
        "pen": GivenUp(
            "Nơi ghi của",
            "Sổ cái của nơi này đã mất hoặc bị sửa, nên không nhận thêm sự việc nào cho đến khi khôi phục.",
            "Khôi phục sổ cái từ bản sao lưu, kiểm chứng bằng `thidua audit verify`, rồi khởi động lại. Xem runbook "
            "PenStopped.",
        ),
        "read_model": GivenUp(
            "Bảng số liệu của",
            "Các trang và phép đọc đứng ở vị trí cũ; sự việc vẫn được ghi.",
            "Xem nguyên nhân ở cột bên; khi cơ sở dữ liệu và sổ cái đã yên, chạy `thidua rebuild`. Xem runbook "
            "ReadModelInTrouble.",
        ),
        "queue": GivenUp(
            "Thư chờ gửi:",
            "Những lần nhắc này không xử lý được sau nhiều lần thử; thông báo vẫn nằm trong hộp thư trên trang.",
            "Tìm `message_parked` trong nhật ký máy chủ để biết nguyên nhân, sửa rồi khởi động lại notify: việc phải "
            "gửi được tính lại từ sổ cái. Xem runbook NoticesWaiting.",
        ),
        "checkpoints": GivenUp(
            "Việc ký điểm kiểm chứng",
            "Sự việc vẫn được ghi nhưng chưa được chứng minh.",
            "Làm theo lời nhắn ở cột bên; xem runbook NothingIsSigned.",
        ),
        "verification": GivenUp(
            "Kiểm chứng sổ cái",
            "Lần kiểm chứng gần nhất thấy sổ cái không khớp với những gì đã ký.",
            "Coi như bị xâm phạm: giữ nguyên các ổ đĩa, xem runbook NothingIsSigned.",
        ),
    },
    refused_title="Bị từ chối từ khi dịch vụ chạy",
    nothing_refused="Chưa từ chối gì từ khi dịch vụ chạy.",
    reason="Mã lý do",
    number="Số lần",
    statement="Việc gửi đến để ghi",
    presented="Mã truy cập, ở cửa {door}",
    doors={"http": "HTTP", "nats": "NATS", "hook": "webhook"},
    credentials={
        "unknown": "Không có mã như vậy",
        "expired": "Đã hết hạn",
        "revoked": "Đã bị thu hồi",
        "tampered": "Mã có thật, phần bí mật sai",
        "ended": "Đơn vị đã kết thúc",
        "unsigned": "Không có chữ ký",
        "stale": "Gửi lại một tin cũ",
        "session_over": "Phiên đăng nhập đã hết",
    },
    note="Việc bị từ chối không được ghi ở đâu; người gửi đã được báo lý do. "
    "Mỗi dịch vụ tự nói về mình; trang này không hỏi dịch vụ khác.",
)
_EN: Final = AdminWords(
    pages_title="Pages of the administration",
    pages={
        "front": "Administration",
        "tracking": "Recording",
        "awards": "Awards",
        "notify": "Notices",
        "audit": "Audit",
        "tokens": "Tokens",
        "accounts": "Accounts",
        "units": "Register of units",
        "campaigns": "Campaigns",
        "rules": "Rules",
        "templates": "Templates",
        "failed": "Notices that failed",
    },
    health="How it stands",
    well="Every part answers, and nothing was given up.",
    unwell="A part does not answer, or something was given up: see the tables below.",
    started="Running since",
    looked="Looked at",
    parts_title="Parts",
    part="Part",
    state="State",
    since="Seen so since",
    answers="Answers",
    silent="Does not answer.",
    parts={
        "log": "The log (NATS) and the pens",
        "registry": "Register of units and people",
        "vault": "Vault of keys to personal data",
        "read_model": "Tables of figures",
        "nats_door": "NATS door",
        "leases": "leases of replicas",
        "checkpoints": "Signing of checkpoints",
    },
    followers_title="How far it has come in the log",
    follower="Follower",
    position="At position",
    newest="Last commit of the log at position",
    behind="Behind (commits)",
    behind_since="Behind since",
    up_with_it="Up with it",
    followers={
        "read_model": "Tables of figures",
        "registry": "Register of units",
        "reactor": "Weighing of candidates",
        "outbox": "Notices that are due",
        "index": "Index of the log",
        "tree": "Merkle tree",
    },
    parked_title="Given up",
    nothing_parked="Nothing was given up in this service.",
    what="What",
    service="Service",
    why="Why",
    means="It means",
    to_do="What to do",
    parked={
        "pen": GivenUp(
            "The pen of",
            "This part of the log was lost or altered, so it takes no further fact until it is restored.",
            "Restore the log from a backup, check it with `thidua audit verify`, then start again. See the runbook "
            "PenStopped.",
        ),
        "read_model": GivenUp(
            "The tables of",
            "Pages and reads stand at an old position; facts are still recorded.",
            "See the cause beside it; once the database and the log are well, run `thidua rebuild`. See the runbook "
            "ReadModelInTrouble.",
        ),
        "queue": GivenUp(
            "Waiting mails:",
            "These wake-ups could not be dealt with after many tries; the notices stand in the inbox all the same.",
            "Look for `message_parked` in the server's log to see why, mend it and start notify again: what is due "
            "follows from the log anew. See the runbook NoticesWaiting.",
        ),
        "checkpoints": GivenUp(
            "The signing of checkpoints",
            "Facts are still recorded, but not proven yet.",
            "Do what the cause says; see the runbook NothingIsSigned.",
        ),
        "verification": GivenUp(
            "The verification of the log",
            "The last verification found that the log is not what was signed.",
            "Treat it as an attack: keep every disk as it is, and see runbook NothingIsSigned.",
        ),
    },
    refused_title="Refused since the service started",
    nothing_refused="Nothing was refused since the service started.",
    reason="Reason (code)",
    number="Times",
    statement="Something sent to be recorded",
    presented="A credential, at the door {door}",
    doors={"http": "HTTP", "nats": "NATS", "hook": "webhook"},
    credentials={
        "unknown": "There is no such one",
        "expired": "Expired",
        "revoked": "Revoked",
        "tampered": "A good one with a wrong secret",
        "ended": "Its unit has ended",
        "unsigned": "Without a signature",
        "stale": "An old message sent again",
        "session_over": "The session is over",
    },
    note="What is refused is recorded nowhere; its sender was told why. "
    "Each service tells of itself; this page asks no other one.",
)
ADMIN_WORDS: Final[Mapping[Language, AdminWords]] = {"vi": _VI, "en": _EN}
