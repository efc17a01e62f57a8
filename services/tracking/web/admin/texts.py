"""The words of the administration's own pages in tracking, in both languages. They know no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class AdminPageWords:
    """Every sentence of the pages in one language; braces are filled by the template."""

    lead: str
    begin: str
    begin_campaign: str
    begin_unit: str
    glance: str
    tokens_in_force: str
    accounts_open: str
    units_there: str
    campaigns: str
    own_health: str
    tokens: str
    no_tokens: str
    make_one: str
    made_title: str
    made_lead: str
    made_once: str
    back_to_tokens: str
    first_title: str
    first_lead: str
    first_once: str
    back_to_accounts: str
    accounts: str
    no_accounts: str
    new_account: str
    units: str
    no_units: str
    new_unit: str
    unit_forms: str
    unit_forms_note: str
    recorded_at: str
    id: str
    name: str
    role: str
    unit: str
    person: str
    way: str
    state: str
    made: str
    expires: str
    used: str
    change: str
    opened_by: str
    called: str
    kind: str
    parent: str
    codes: str
    revoke: str
    lock: str
    unlock: str
    change_it: str
    in_force: str
    revoked: str
    expired: str
    for_ever: str
    never: str
    locked: str
    open: str
    there: str
    ways: Mapping[str, str]
    openings: Mapping[str, str]
    kinds: Mapping[str, str]
    endings: Mapping[str, str]


_VI: Final = AdminPageWords(
    lead="Ai được vào, đơn vị nào có trong sổ, các dịch vụ đang thế nào. Mọi thay đổi đều thành sự việc trong sổ cái.",
    begin="Bắt đầu",
    begin_campaign="Phát động đợt thi đua đầu tiên",
    begin_unit="Tạo tài khoản cho một đơn vị, để đơn vị gửi báo cáo",
    glance="Nhìn nhanh",
    tokens_in_force="Mã truy cập đang hiệu lực",
    accounts_open="Tài khoản đang mở",
    units_there="Đơn vị đang hoạt động",
    campaigns="Đợt thi đua",
    own_health="Phần ghi nhận (phần phục vụ trang này)",
    tokens="Mã truy cập",
    no_tokens="Chưa có mã truy cập nào.",
    make_one="Tạo mã truy cập",
    made_title="Đã tạo mã truy cập",
    made_lead="Hãy chép mã dưới đây và giao tận tay người dùng. Hệ thống chỉ giữ mã băm.",
    made_once="Rời trang này thì không xem lại được. Nếu chưa kịp chép: thu hồi mã {id} rồi tạo mã khác.",
    back_to_tokens="Về danh sách mã truy cập",
    first_title="Mật khẩu lần đầu",
    first_lead="Hãy chép mật khẩu dưới đây và giao tận tay người dùng. Trong bảy ngày, họ đăng nhập bằng mật khẩu "
    "này rồi tự chọn mật khẩu của mình; trước đó không làm được việc gì khác.",
    first_once="Rời trang này thì không xem lại được. Nếu chưa kịp chép: cấp lại ở danh sách tài khoản.",
    back_to_accounts="Về danh sách tài khoản",
    accounts="Tài khoản",
    no_accounts="Chưa có tài khoản nào.",
    new_account="Tạo tài khoản",
    units="Sổ đơn vị",
    no_units="Chưa có đơn vị nào trong sổ.",
    new_unit="Ghi đơn vị mới",
    unit_forms="Thay đổi",
    unit_forms_note="Mỗi thay đổi có hiệu lực từ ngày của nó và nêu căn cứ; điều đã ghi chỉ được đính chính. Cán bộ "
    "của đơn vị do thường trực thi đua ghi, ở trang của đơn vị.",
    recorded_at="Đã ghi vào sổ cái ở vị trí {position}.",
    id="Mã số",
    name="Tên tài khoản",
    role="Vai trò",
    unit="Đơn vị",
    person="Người",
    way="Vào bằng",
    state="Trạng thái",
    made="Tạo lúc",
    expires="Hết hạn",
    used="Dùng lần cuối",
    change="Thay đổi",
    opened_by="Mật khẩu",
    called="Tên gọi",
    kind="Loại",
    parent="Trực thuộc",
    codes="Mã định danh",
    revoke="Thu hồi",
    lock="Khóa",
    unlock="Mở khóa",
    change_it="Cấp lại mật khẩu",
    in_force="Đang hiệu lực",
    revoked="Đã thu hồi",
    expired="Đã hết hạn",
    for_ever="Không hết hạn",
    never="Chưa dùng",
    locked="Đang khóa",
    open="Đang mở",
    there="Đang hoạt động",
    ways={"token": "Mã truy cập", "nkey": "Khóa nkey", "account": "Tài khoản"},
    openings={"PASSWORD": "Mật khẩu", "PROVIDER": "Chỉ nhà cung cấp danh tính của cơ quan"},
    kinds={
        "OFFICE": "Văn phòng",
        "DIVISION": "Phòng chuyên môn",
        "AFFILIATED_UNIT": "Đơn vị trực thuộc",
        "PROVINCE": "Tỉnh",
        "DISTRICT": "Huyện",
        "COMMUNE": "Xã",
        "ORGANISATION": "Tổ chức",
    },
    endings={"merged": "Sáp nhập", "split": "Chia tách", "dissolved": "Giải thể"},
)
_EN: Final = AdminPageWords(
    lead="Who is let in, which units there are, how the services stand. Every change becomes a fact in the log.",
    begin="To begin",
    begin_campaign="Launch the first campaign",
    begin_unit="Make an account for a unit, so that it can report",
    glance="At a glance",
    tokens_in_force="Tokens in force",
    accounts_open="Accounts that are open",
    units_there="Units that are there",
    campaigns="Campaigns",
    own_health="Recording (which serves this page)",
    tokens="Tokens",
    no_tokens="There is no token yet.",
    make_one="Make a token",
    made_title="The token is made",
    made_lead="Copy it and hand it to its user in person. The installation keeps only a hash of it.",
    made_once="It cannot be seen again once you leave this page. If you missed it: revoke {id} and make another.",
    back_to_tokens="Back to the tokens",
    first_title="First password",
    first_lead="Copy it and hand it to its owner in person. Within seven days they sign in with it and choose a "
    "password of their own; before that they can do nothing else.",
    first_once="It cannot be seen again once you leave this page. If you missed it: give another, in the accounts.",
    back_to_accounts="Back to the accounts",
    accounts="Accounts",
    no_accounts="There is no account yet.",
    new_account="Make an account",
    units="Register of units",
    no_units="There is no unit in the register yet.",
    new_unit="Register a unit",
    unit_forms="Changes",
    unit_forms_note="Each change holds from its day and names its basis; what was recorded is only corrected. Its "
    "people are stated by the standing office, on the unit's own page.",
    recorded_at="Recorded in the log at position {position}.",
    id="Id",
    name="Account",
    role="Role",
    unit="Unit",
    person="Person",
    way="Comes in by",
    state="State",
    made="Made",
    expires="Expires",
    used="Last used",
    change="Change",
    opened_by="Password",
    called="Name",
    kind="Kind",
    parent="Belongs to",
    codes="Codes",
    revoke="Revoke",
    lock="Lock",
    unlock="Unlock",
    change_it="Give another password",
    in_force="In force",
    revoked="Revoked",
    expired="Expired",
    for_ever="Never",
    never="Never used",
    locked="Locked",
    open="Open",
    there="There",
    ways={"token": "Token", "nkey": "Nkey", "account": "Account"},
    openings={"PASSWORD": "A password", "PROVIDER": "Your organisation's identity provider alone"},
    kinds={
        "OFFICE": "Office",
        "DIVISION": "Division",
        "AFFILIATED_UNIT": "Affiliated unit",
        "PROVINCE": "Province",
        "DISTRICT": "District",
        "COMMUNE": "Commune",
        "ORGANISATION": "Organisation",
    },
    endings={"merged": "Merged", "split": "Split", "dissolved": "Dissolved"},
)
ADMIN_PAGE_WORDS: Final[Mapping[Language, AdminPageWords]] = {"vi": _VI, "en": _EN}
