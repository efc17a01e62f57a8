"""What it means that a provider vouches for somebody: whom it names, what it may come to, what settings say of it.

The provider itself (`shared.adapters.provider`) is loaded where one is configured alone: its libraries take 17 MB.
"""

import secrets
from collections.abc import Mapping
from typing import Final, NamedTuple, Protocol

from shared.core.problems import Problem

NOT_BEGUN_HERE: Final = Problem(
    403,
    "sign_in_not_begun_here",
    "Lượt đăng nhập này không bắt đầu từ trình duyệt này, hoặc đã quá mười phút, nên chưa đăng nhập được. Hãy bắt đầu "
    "lại từ trang này.",
    "This sign-in was not begun in this browser, or more than ten minutes ago, so you are not signed in. Begin again "
    "from this page.",
)
NOT_VOUCHED: Final = Problem(
    401,
    "provider_does_not_vouch",
    "Nhà cung cấp danh tính không xác nhận bạn, hoặc lời xác nhận không hợp lệ, nên chưa đăng nhập được. Hãy thử lại; "
    "nếu vẫn vậy thì báo người quản trị.",
    "The identity provider does not vouch for you, or what it said is not good, so you are not signed in. Try again, "
    "and tell the administrator if it goes on.",
)
PROVIDER_AWAY: Final = Problem(
    503,
    "provider_away",
    "Nhà cung cấp danh tính không trả lời nên chưa đăng nhập được. Hãy thử lại sau ít phút.",
    "The identity provider does not answer, so you are not signed in. Try again in a few minutes.",
)


class NotVouched(Exception):
    """A sign-in that came to nothing: what to tell the person, and for our notes a reason that quotes nothing."""

    def __init__(self, problem: Problem, reason: str) -> None:
        super().__init__(reason)
        self.problem = problem
        self.reason = reason


def new_secret() -> str:
    """What the browser that begins a sign-in keeps until it comes back."""
    return secrets.token_urlsafe(32)


class Asked(Protocol):
    """What settings say of a provider."""

    @property
    def issuer(self) -> str:
        """Its address."""
        ...

    @property
    def client_id(self) -> str:
        """As whom we ask."""
        ...

    @property
    def client_secret(self) -> str:
        """By what it knows us; "" where PKCE alone does."""
        ...

    @property
    def claim(self) -> str:
        """Which claim is an account's name."""
        ...


class Vouched(NamedTuple):
    """Who somebody is: the account's name, and the provider with its own name of the person, given to nobody else."""

    account: str
    person: str


class Vouching(Protocol):
    """A provider, as sign-in asks it."""

    async def address(self, secret: str) -> str:
        """Where to send a browser that keeps this secret. Raises NotVouched (503)."""
        ...

    async def vouched(self, secret: str, answered: Mapping[str, str]) -> Vouched:
        """Who somebody is, by what came back to the browser that keeps this secret. Raises NotVouched."""
        ...
