"""What a request brings to say who makes it, and whether a page of ours had a browser make it. It looks nothing up.

A cookie goes along with whatever any page has the browser send, so alone it speaks for mere readings (ADR-0016).
"""

import re
from collections.abc import AsyncGenerator, Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qs

from fastapi import Request
from starlette.formparsers import MultiPartException, MultiPartParser

from shared.adapters.http import TOO_LONG, Refusal, body_of
from shared.core.problems import Problem

COOKIE: Final = "thidua_session"
# Over https a browser takes this name from this very host alone: no sibling domain can plant a session (ADR-0016).
HOST_COOKIE: Final = f"__Host-{COOKIE}"
SESSION: Final = re.compile(r"[hs]_[A-Za-z0-9_-]{43}")
READINGS: Final = frozenset({"GET", "HEAD"})
FROM_ELSEWHERE: Final = Problem(
    403,
    "from_elsewhere",
    "Yêu cầu này không đến từ trang của hệ thống nên chưa có gì được thực hiện. Hãy mở trang của hệ thống và làm lại "
    "từ đó; chương trình thì gửi tiêu đề Authorization: Bearer <mã>.",
    "This request did not come from a page of this installation, so nothing was done. Open the page here and do it "
    "from there; a program sends the header Authorization: Bearer <token>.",
)
NO_FORM: Final = Problem(
    400,
    "no_form",
    "Nội dung gửi lên không phải biểu mẫu có tệp nên chưa được xem xét. Hãy mở trang tải tệp và gửi lại.",
    "What was sent is no form with a file, so it was not looked at. Open the page for files and send it again.",
)
MAX_FIELDS: Final = 50
MAX_FILES: Final = 20
READ_PAST: Final = 5

# A secret is good under the name it was made for, and no other.
_IN_COOKIES: Final = re.compile(
    rf"(?:^|;)\s*(?:{HOST_COOKIE}=(?P<host>h_[\w-]{{43}})|{COOKIE}=(?P<plain>s_[\w-]{{43}}))\s*(?:;|$)", re.ASCII
)


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
    return found["host"] or found["plain"] if found else ""


def cookie_for(*, https: bool) -> str:
    """The name of the session's cookie, by how people reach the installation."""
    return HOST_COOKIE if https else COOKIE


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


class Uploaded(NamedTuple):
    """A form with a file: what was entered by field, the file's name ("": none was chosen) and its bytes."""

    entered: dict[str, list[str]]
    name: str
    content: bytes


class Filled(NamedTuple):
    """A form as it was filled in: by field, the files that were chosen, and whether these were too large together.

    `not_held`: there were files, and they were read past.
    """

    entered: dict[str, list[str]]
    files: list[tuple[str, bytes]]
    too_large: bool = False
    not_held: bool = False


class _InMemory(MultiPartParser):
    """Never lays what comes down on a disk in clear; without `hold`, files are read past."""

    spool_max_size = 1 << 40
    hold = True

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self.hold or self._current_part.file is None:
            super().on_part_data(data, start, end)


class _TooLarge(Exception):
    pass


async def filled(request: Request, *, at_most: int, files_at_most: int, hold: bool) -> Filled:
    """What was entered in a form that may have files; of these so many bytes at most, and none without `hold`.

    A form without files has `at_most` bytes. Files that are too large are read past, so that what was typed before them
    is not lost. Raises Refusal (400, 413).
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Filled(await entered(request, at_most=at_most), [])

    async def stream() -> AsyncGenerator[bytes, None]:
        came = 0
        async for part in request.stream():
            came += len(part)
            if came <= files_at_most:
                yield part
            elif came > READ_PAST * files_at_most:
                raise Refusal(TOO_LONG)
        if came > files_at_most:
            raise _TooLarge

    parser = _InMemory(request.headers, stream(), max_files=MAX_FILES, max_fields=MAX_FIELDS)
    parser.hold = hold
    too_large = False
    try:
        await parser.parse()
    except _TooLarge:
        too_large = True
    except (MultiPartException, KeyError, ValueError) as error:
        raise Refusal(NO_FORM) from error
    fields: dict[str, list[str]] = {}
    files: list[tuple[str, bytes]] = []
    not_held = False
    for field, value in parser.items:
        if isinstance(value, str):
            fields.setdefault(field, []).append(value)
        elif not too_large:
            if value.filename and hold:
                files.append((value.filename, await value.read()))
            not_held |= bool(value.filename) and not hold
            await value.close()
    return Filled(fields, files, too_large, not_held)


async def entered(request: Request, *, at_most: int, most_fields: int = MAX_FIELDS) -> dict[str, list[str]]:
    """What was entered in a form, by field, of so many bytes and fields at most. Raises Refusal (413)."""
    body = await body_of(request, at_most=at_most)
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=most_fields)
    except ValueError as error:  # more fields than any form of ours has
        raise Refusal(TOO_LONG) from error


async def uploaded(request: Request, *, at_most: int) -> Uploaded:
    """A form with one file, of so many bytes at most together. Raises Refusal (400, 413)."""
    body = await body_of(request, at_most=at_most)

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await _InMemory(request.headers, stream(), max_files=1, max_fields=MAX_FIELDS).parse()
    except (MultiPartException, KeyError, ValueError) as error:  # no browser sends such a thing
        raise Refusal(NO_FORM) from error
    fields: dict[str, list[str]] = {}
    name, content = "", b""
    try:
        for field, value in form.multi_items():
            if isinstance(value, str):
                fields.setdefault(field, []).append(value)
            else:
                name, content = value.filename or "", await value.read()
    finally:
        await form.close()
    return Uploaded(fields, name, content)
