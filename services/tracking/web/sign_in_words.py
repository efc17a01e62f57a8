"""The words of the sign-in page, in Vietnamese and in English. It knows no page and nobody who signs in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInWords:
    """Every sentence of the page in one language; braces are filled by the template."""

    title: str
    name: str
    password: str
    sign_in: str
    by_provider: str
    or_password: str
    or_token: str
    token: str
    token_sign_in: str
    note: str
    signed_in_as: str
    of_unit: str
    sign_out: str
    go_on: str
    change: str
    old: str
    new: str
    again: str
    change_note: str
    own: str
    first: str
    own_note: str
    own_sign_in: str
    sessions: str
    session: str
    this_one: str
    end_it: str
    end_others: str
    sessions_note: str


_VI: Final = SignInWords(
    title="Đăng nhập",
    name="Tên tài khoản",
    password="Mật khẩu",  # noqa: S106 - a word on a page
    sign_in="Đăng nhập",
    by_provider="Đăng nhập bằng tài khoản của cơ quan",
    or_password="Hoặc bằng tên và mật khẩu",  # noqa: S106
    or_token="Hoặc dùng mã truy cập",  # noqa: S106
    token="Mã truy cập",  # noqa: S106
    token_sign_in="Đăng nhập bằng mã",  # noqa: S106
    note="Chưa có tài khoản? Người quản trị tạo cho bạn ở trang Quản trị. Tài khoản quản trị đầu tiên do người chạy "
    "máy chủ tạo bằng lệnh thidua account create quan-tri --role admin.",
    signed_in_as="Bạn đang đăng nhập với vai trò: {role}.",
    of_unit="Đơn vị: {unit}.",
    sign_out="Đăng xuất",
    go_on="Về trang tổng quan",
    change="Đổi mật khẩu",
    old="Mật khẩu hiện tại",
    new="Mật khẩu mới",
    again="Nhập lại mật khẩu mới",
    change_note="Ít nhất 12 ký tự, không dễ đoán: chẳng hạn bốn, năm từ không liên quan. Mọi phiên khác sẽ kết thúc.",
    own="Chọn mật khẩu của riêng bạn",
    first="Mật khẩu được cấp",
    own_note="Ít nhất 12 ký tự, không dễ đoán: chẳng hạn bốn, năm từ không liên quan. Mật khẩu được cấp thì không dùng "
    "tiếp được.",
    own_sign_in="Dùng mật khẩu này và đăng nhập",
    sessions="Các phiên của bạn",
    session="Đăng nhập lúc {begun}, dùng lần cuối lúc {used}.",
    this_one="Phiên này",
    end_it="Kết thúc phiên",
    end_others="Kết thúc mọi phiên khác",
    sessions_note="Kết thúc được trong mười phút sau khi đăng nhập; quá hạn thì hãy đăng nhập lại trước.",
)
_EN: Final = SignInWords(
    title="Sign in",
    name="Account name",
    password="Password",  # noqa: S106
    sign_in="Sign in",
    by_provider="Sign in with your organisation's account",
    or_password="Or with name and password",  # noqa: S106
    or_token="Or use a token",  # noqa: S106
    token="Token",  # noqa: S106
    token_sign_in="Sign in with the token",  # noqa: S106
    note="No account yet? An administrator makes one for you on the pages of administration. Whoever runs the server "
    "makes the first administrator with thidua account create quan-tri --role admin.",
    signed_in_as="You are signed in as: {role}.",
    of_unit="Unit: {unit}.",
    sign_out="Sign out",
    go_on="To the overview",
    change="Change the password",
    old="Present password",
    new="New password",
    again="The new password again",
    change_note="12 characters or more, not soon guessed: four or five unrelated words, say. All other sessions end.",
    own="Choose a password of your own",
    first="The password you were given",
    own_note="12 characters or more, not soon guessed: four or five unrelated words, say. The one you were given is "
    "good for nothing afterwards.",
    own_sign_in="Use this password and sign in",
    sessions="Your sessions",
    session="Signed in at {begun}, last used at {used}.",
    this_one="This one",
    end_it="End it",
    end_others="End all others",
    sessions_note="They can be ended within ten minutes of signing in; later, sign in again first.",
)
SIGN_IN_WORDS: Final[Mapping[Language, SignInWords]] = {"vi": _VI, "en": _EN}
