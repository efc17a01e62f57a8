"""What a request brings to say who makes it, and whether a page of ours had a browser make it. It looks nothing up.

A cookie goes along with whatever any page has the browser send, so alone it speaks for mere readings (ADR-0016).
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

from fastapi import Request

from shared.adapters.http import Refusal
from shared.core.problems import Problem

COOKIE: Final = "thidua_session"
SESSION: Final = re.compile(r"s_[A-Za-z0-9_-]{43}")
READINGS: Final = frozenset({"GET", "HEAD"})
FROM_ELSEWHERE: Final = Problem(
    403,
    "from_elsewhere",
    "Yêu cầu này không đến từ trang của hệ thống nên chưa có gì được thực hiện. Hãy mở trang của hệ thống và làm lại "
    "từ đó; chương trình thì gửi tiêu đề Authorization: Bearer <mã>.",
    "This request did not come from a page of this installation, so nothing was done. Open the page here and do it "
    "from there; a program sends the header Authorization: Bearer <token>.",
)
TOO_LONG: Final = Problem(
    413,
    "form_too_large",
    "Nội dung gửi lên quá dài so với biểu mẫu nên chưa được xem xét. Hãy nhập lại.",
    "What was sent is too long for this form, so it was not looked at. Enter it again.",
)
MAX_FIELDS: Final = 50

_IN_COOKIES: Final = re.compile(rf"(?:^|;)\s*{COOKIE}=({SESSION.pattern})\s*(?:;|$)")


def presented(method: str, headers: Mapping[str, str]) -> str:
    """The bearer token, or where there is no Authorization, the session's secret; "" for neither.

    Raises Refusal (403) where a browser's session is to do more than read, and no page of ours asked for it.
    """
    authorization = headers.get("authorization", "")
    if authorization:
        scheme, _, bearer = authorization.partition(" ")
        # A session's secret is good in its cookie alone: there it is checked where a request comes from.
        return "" if scheme.lower() != "bearer" or SESSION.fullmatch(bearer.strip()) else bearer.strip()
    secret = session_in(headers)
    if secret and method not in READINGS:
        check_from_here(headers)
    return secret


def session_in(headers: Mapping[str, str]) -> str:
    """The secret in the session's cookie, or ""."""
    found = _IN_COOKIES.search(headers.get("cookie", ""))
    return found[1] if found else ""


def check_from_here(headers: Mapping[str, str]) -> None:
    """Whether a page of this very origin had the browser send this. Raises Refusal (403).

    Browsers say so themselves in `Sec-Fetch-Site`, over https and on this machine; elsewhere `Origin` is compared.
    No page can forge either.
    """
    site = headers.get("sec-fetch-site")
    if site is None:
        origin, host = headers.get("origin", ""), headers.get("host", "")
        site = "same-origin" if host and origin.partition("://")[2] == host else "unknown"
    if site != "same-origin":
        raise Refusal(FROM_ELSEWHERE)


async def entered(request: Request, *, at_most: int) -> dict[str, list[str]]:
    """What was entered in a form, by field, of so many bytes at most. Raises Refusal (413)."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > at_most:
            raise Refusal(TOO_LONG)
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:  # more fields than any form of ours has
        raise Refusal(TOO_LONG) from error
