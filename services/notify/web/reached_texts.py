"""The words of the page that says how somebody is reached, in Vietnamese and in English. They know no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.notify.domain.reaching import Kind
from services.notify.web import failed_texts
from shared.core.problems import Problem
from shared.core.values import Language

NOT_YOURS: Final = Problem(
    403,
    "not_your_recipient",
    "Vai trò này chỉ xem được chính mình được báo bằng cách nào. Thường trực, quản trị viên và người kiểm tra xem được "
    "mọi nơi nhận.",
    "In this role one sees how oneself is reached alone. The secretary, administrators and auditors see it of all.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Every sentence of the page in one language; braces are filled by the template."""

    title: str
    what: str
    recipient: str
    recipient_hint: str
    look: str
    kinds: Mapping[Kind, str]
    instead: str
    nobody_instead: str
    inbox: str
    readers: Mapping[Kind, str]
    email: str
    addresses: str
    not_set_up: str
    no_address: str
    no_email: Mapping[Kind, str]
    by_file: str
    push: str
    browsers: str
    no_browser: str
    choice: str
    chosen: str
    nothing_chosen: str
    choices: str
    own: str
    channels: Mapping[str, str]


VI: Final = Words(
    title="Được báo bằng cách nào",
    what="Thông báo gửi đến đơn vị, vai trò hoặc mã của một người, không bao giờ đến tên riêng. Cán bộ đến hay đi "
    "thì ở đây không phải sửa gì.",
    recipient="Nơi nhận",
    recipient_hint="Mã đơn vị hoặc mã của một người; vai trò thì chọn trong danh sách gợi ý.",
    look="Xem",
    kinds={
        "role": "vai trò",
        "unit": "đơn vị",
        "person": "một người, công tác ở {unit}",
        "unknown": "sổ đơn vị và cán bộ chưa có mã này",
    },
    instead="Đơn vị đã kết thúc: {unit} được báo thay.",
    nobody_instead="Đơn vị đã kết thúc và không có đơn vị nào tiếp nhận: không ai được báo thay.",
    inbox="Hộp thông báo",
    readers={
        "role": "Mọi thông báo, ngay lập tức. Ai đăng nhập với vai trò này đều đọc được.",
        "unit": "Mọi thông báo, ngay lập tức. Ai đăng nhập bằng tài khoản hoặc mã truy cập của đơn vị đều đọc được.",
        "person": "Mọi thông báo, ngay lập tức. Chỉ người này đọc được, sau khi đăng nhập.",
        "unknown": "Thông báo nằm ở đây khi có; chỉ ai đăng nhập với mã này đọc được.",
    },
    email="Thư điện tử",
    addresses="Có, đến {number} địa chỉ trong đăng ký của đơn vị. Đó là địa chỉ của đơn vị, không của riêng ai: cán bộ "
    "thay đổi thì địa chỉ vẫn giữ nguyên.",
    not_set_up="Không: ở đây chưa cài máy chủ thư. Đơn vị có {number} địa chỉ trong đăng ký.",
    no_address="Không: đăng ký của đơn vị chưa có địa chỉ nào. Quản trị viên ghi địa chỉ khi đăng ký đơn vị, hoặc "
    "trong định nghĩa của đợt thi đua.",
    no_email={
        "role": "Không: vai trò không có địa chỉ.",
        "person": "Không: hệ thống không giữ địa chỉ riêng của ai. Xét khen thưởng người này thì đơn vị cũng được báo.",
        "unknown": "Không.",
    },
    by_file="Có, theo tệp kênh của hệ thống.",
    push="Trình duyệt",
    browsers="Có, {number} trình duyệt đã bật.",
    no_browser="Chưa trình duyệt nào bật. Bật ở cuối trang Cách nhận.",
    choice="Điều gì, vào giờ nào",
    chosen="Nơi nhận đã chọn lúc {moment}, bởi {by}. Hộp thông báo thì luôn nhận đủ.",
    nothing_chosen="Chưa chọn gì: mọi thông báo được gửi ngay, vào bất cứ giờ nào.",
    choices="Chọn cách nhận",
    own="Của tôi",
    channels=failed_texts.VI.channels,
)
EN: Final = Words(
    title="How somebody is reached",
    what="Notices go to a unit, a role or a person's id, never to a name. When staff comes and goes, nothing has to be "
    "changed here.",
    recipient="Recipient",
    recipient_hint="A unit's id or a person's; a role is in the list that opens.",
    look="Look",
    kinds={
        "role": "a role",
        "unit": "a unit",
        "person": "a person, who works in {unit}",
        "unknown": "the registry knows no such id",
    },
    instead="The unit has ended: {unit} is told in its place.",
    nobody_instead="The unit has ended and nobody goes on: nobody is told in its place.",
    inbox="Inbox",
    readers={
        "role": "Every notice, at once. Whoever signs in with this role reads it.",
        "unit": "Every notice, at once. Whoever signs in with an account or token of the unit reads it.",
        "person": "Every notice, at once. This person alone reads it, signed in.",
        "unknown": "Notices lie here if there are any; whoever signs in with this id reads them.",
    },
    email="E-mail",
    addresses="Yes; addresses in the unit's registration: {number}. They are the unit's and nobody's own: they stay "
    "when staff changes.",
    not_set_up="No: no mail server is set up here. Addresses in the unit's registration: {number}.",
    no_address="No: the unit's registration has no address. An administrator gives one when the unit is registered, or "
    "in the definition of a campaign.",
    no_email={
        "role": "No: a role has no address.",
        "person": "No: nobody's own address is kept. Where an award of theirs is weighed, the unit is told too.",
        "unknown": "No.",
    },
    by_file="Yes, by the installation's file of channels.",
    push="Browsers",
    browsers="Yes; browsers that are told: {number}.",
    no_browser="None yet. Each is switched on at the end of the page of choices.",
    choice="Of what, at which hours",
    chosen="The recipient chose at {moment}, by {by}. The inbox holds everything all the same.",
    nothing_chosen="Nothing is chosen: every notice is sent at once, at any hour.",
    choices="Choose how you are told",
    own="Mine",
    channels=failed_texts.EN.channels,
)
WORDS: Final[Mapping[Language, Words]] = {"vi": VI, "en": EN}
