"""The HTTP rim of every service: problems in two languages, and answers with the position they stand at."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

import msgspec
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shared.core.problems import TITLES, Fault, Problem, bad_fields, problem_body
from shared.core.values import Language
from shared.papers.mark import Mark

PROBLEM_JSON: Final = "application/problem+json"
HTML: Final = "text/html"
WENT_WRONG: Final = "thidua.problem"  # in the scope of a request that nobody can answer: what is to be told of it
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_SIGNED_IN: Final = Problem(
    401,
    "not_signed_in",
    "Thiếu mã truy cập hợp lệ nên yêu cầu không được thực hiện. Hãy gửi tiêu đề Authorization: Bearer <mã>; với trình "
    "duyệt thì đăng nhập tại /sign-in.",
    "There is no valid token, so nothing was done. Send the header Authorization: Bearer <token>; in a browser, sign "
    "in at /sign-in.",
)
NOT_ALLOWED: Final = Problem(
    403,
    "not_allowed",
    "Vai trò của bạn không được xem nội dung này. Hãy dùng tài khoản hoặc mã truy cập của vai trò có thẩm quyền.",
    "Your role may not read this. Use the account or token of a role that may.",
)
NOT_FOUND: Final = Problem(
    404,
    "not_found",
    "Không có nội dung này ở địa chỉ đã gọi. Hãy kiểm tra lại mã và đường dẫn.",
    "There is nothing at this address. Check the id and the path.",
)
NOT_YET: Final = Problem(
    504,
    "not_caught_up",
    "Sau 10 giây hệ thống vẫn chưa xử lý tới vị trí được hỏi. Hãy thử lại sau ít giây.",
    "The position asked for was not reached within 10 seconds. Try again in a few seconds.",
)
TOO_LONG: Final = Problem(
    413,
    "form_too_large",
    "Nội dung gửi lên quá dài so với biểu mẫu nên chưa được xem xét. Hãy nhập lại.",
    "What was sent is too long for this form, so it was not looked at. Enter it again.",
)
SERVER_FAULT: Final = Problem(
    500,
    "server_fault",
    "Có lỗi phía máy chủ; không có gì bị mất. Hãy thử lại, nếu vẫn lỗi thì báo người quản trị.",
    "Something failed on the server; nothing is lost. Try again, and tell the administrator if it goes on.",
)


class Refusal(Exception):
    """A request that is answered with a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


async def body_of(request: Request, *, at_most: int) -> bytes:
    """What was sent, of so many bytes at most. Raises Refusal (413)."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > at_most:
            raise Refusal(TOO_LONG)
    return body


def language_of(accept_language: str) -> Language:
    """`vi` or `en` by an Accept-Language header; Vietnamese when nothing is asked."""
    best: tuple[float, Language] = (0.0, "vi")
    for part in accept_language.lower().replace(" ", "").split(","):
        name, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        primary = name.partition("-")[0]
        if primary == "vi" and weight > best[0]:
            best = (weight, "vi")
        if primary == "en" and weight > best[0]:
            best = (weight, "en")
    return best[1]


def wants_page(accept: str) -> bool:
    """Whether a page is asked for by name, as browsers do, and JSON not before it."""
    weights = dict(_weights(accept))
    return weights.get(HTML, 0.0) > max(weights.get(one, 0.0) for one in ("application/json", PROBLEM_JSON))


def _weights(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.lower().replace(" ", "").split(","):
        name, *parameters = part.split(";")
        quality = next((one.removeprefix("q=") for one in parameters if one.startswith("q=")), "1")
        try:
            yield name, float(quality)
        except ValueError:
            yield name, 0.0


def problem_response(problem: Problem, language: Language) -> Response:
    """A problem as an HTTP response."""
    headers: dict[str, str] = {"Content-Language": language}
    if problem.status in (429, 503):
        headers["Retry-After"] = "2"
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        msgspec.json.encode(problem_body(problem, language)), problem.status, headers, media_type=PROBLEM_JSON
    )


def request_language(request: Request) -> Language:
    """The language a request asks for."""
    return language_of(request.headers.get("accept-language", ""))


def json_response(body: object, *, position: int, language: Language = "vi") -> Response:
    """A read's answer, with the position it stands at."""
    headers = {"X-Position": str(position), "Content-Language": language}
    return Response(msgspec.json.encode(body), headers=headers, media_type="application/json")


ERRORS: Final = (Refusal, RequestValidationError, HTTPException, Exception)


def problem_in(error: Exception) -> Problem:
    """What an error is told as."""
    match error:
        case Refusal():
            return error.problem
        case RequestValidationError():
            where = ("/" + "/".join(map(str, fault["loc"])) for fault in error.errors())
            return bad_fields(*(Fault(one, "giá trị không hợp lệ", "is not valid") for one in where))
        case HTTPException(status_code=404):
            return NOT_FOUND
        case HTTPException():
            vi, en = TITLES.get(error.status_code, TITLES[400])
            return Problem(error.status_code, f"http_{error.status_code}", vi + ".", en + ".")
        case _:
            return SERVER_FAULT


def file_response(content: bytes, *, mark: Mark, name: str, media_type: str, position: int) -> Response:
    """A file to be kept nowhere in between, with its own digest and where to ask about it."""
    headers = {
        "X-Position": str(position),
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": "vi",
        "Cache-Control": "no-store",
        "Repr-Digest": f"sha-256=:{b64encode(sha256(content).digest()).decode()}:",
        "Link": f'<{mark.address}>; rel="describedby"',
    }
    return Response(content, headers=headers, media_type=media_type)
