"""The page behind the address in a letter: it says what would be left, and a POST leaves it (RFC 8058).

Scanners of mail open every address, so to look changes nothing. Who holds a letter may leave what that letter told of,
by e-mail, for whom it went to, and nothing else: the address is good for no reading.
"""

import hmac
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from fastapi import APIRouter, Request, Response

from services.notify.domain.choices import NOTHING_CHOSEN
from services.notify.domain.leaving import BY, ONE_CLICK, Kinds, kinds_of, signed_over, why
from services.notify.domain.topics import TOPICS
from services.notify.ports import Leave
from services.notify.tables.choices import chosen_by
from services.notify.tables.letters import letters_in
from services.notify.tables.rows import Delivery
from services.notify.web.unsubscribe_texts import WORDS
from shared.adapters.browser import entered, uploaded
from shared.adapters.http import Refusal
from shared.adapters.reading import Reads, View
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import Choice
from shared.core.problems import LOG_UNAVAILABLE, Problem
from shared.web.filling import first
from shared.web.frame import Timekeeping
from shared.web.site import Site

PATH: Final = "/notify/unsubscribe/{delivery_id}/{signature}"
AT_MOST: Final = 4_096
UNSIGNED: Final = Problem(
    404,
    "not_this_address",
    "Địa chỉ này không đúng như trong thư nên chưa có gì thay đổi. Hãy mở lại từ thư, hoặc đăng nhập để chọn.",
    "This is not the address as the letter has it, so nothing was changed. Open it from the letter again, or sign in "
    "and choose how you are told.",
)
UNKNOWN: Final = Problem(
    404,
    "letter_not_known",
    "Hệ thống chưa thấy thư này được ghi nên chưa có gì thay đổi. Hãy thử lại sau một phút, hoặc đăng nhập và chọn "
    "cách nhận.",
    "This letter is not recorded yet, so nothing was changed. Try again in a minute, or sign in and choose how you are "
    "told.",
)
NOT_ONE_CLICK: Final = Problem(
    400,
    "not_one_click",
    "Yêu cầu thiếu List-Unsubscribe=One-Click nên chưa có gì thay đổi. Hãy dùng nút trên trang này.",
    "List-Unsubscribe=One-Click is missing, so nothing was changed. Use the button on the page.",
)
MUST_COME: Final = Problem(
    409,
    "must_come",
    "Các thông báo trong thư này không thể ngừng gửi bằng thư nên chưa có gì thay đổi. Trang này nói lý do từng loại.",
    "What this letter told of cannot be left, so nothing was changed. The page says why, kind by kind.",
)


def make_unsubscribe(reads: Reads, *, mac: Callable[[bytes], str], leave: Leave, timekeeping: Timekeeping) -> APIRouter:
    """The routes `/notify/unsubscribe/…`; `mac` is what addresses are signed with."""
    site = Site("services.notify.web", WORDS, timekeeping=timekeeping)
    router = APIRouter(include_in_schema=False)

    async def found(request: Request, delivery_id: str, signature: str) -> tuple[str, Kinds]:
        """To whom a letter went, and what it told of. Raises Refusal (404, 503)."""
        if not hmac.compare_digest(mac(signed_over(delivery_id)).encode(), signature.encode()):
            raise Refusal(UNSIGNED)
        return await reads.view(request, lambda view: _kinds(view, letters_in(view.session, delivery_id)))

    @router.get(PATH)
    async def page(request: Request, delivery_id: str, signature: str) -> Response:
        try:
            return _drawn(site, request, *await found(request, delivery_id, signature))
        except Refusal as refusal:
            return site.problem(request, refusal.problem)

    @router.post(PATH)
    async def click(request: Request, delivery_id: str, signature: str) -> Response:
        try:
            recipient, kinds = await found(request, delivery_id, signature)
            await _check_one_click(request)
            await _left(leave, recipient, kinds, by=f"letter:{delivery_id}")
        except Refusal as refusal:
            return site.problem(request, refusal.problem)
        # No redirection: mail providers follow none.
        return _drawn(site, request, recipient, Kinds((), kinds.open + kinds.left, kinds.must), done=True)

    return router


async def _left(leave: Leave, recipient: str, kinds: Kinds, *, by: str) -> None:
    """Have it recorded. Raises Refusal (409, 503)."""
    if not kinds.open and not kinds.left:
        raise Refusal(MUST_COME)
    try:
        await leave(recipient, kinds.open, BY, chosen_by=by)
    except (LogUnavailable, LogDamaged) as error:
        raise Refusal(LOG_UNAVAILABLE) from error


async def _check_one_click(request: Request) -> None:
    """Whether a form says what RFC 8058 has it say, in either form that one may have. Raises Refusal (400, 413)."""
    in_parts = request.headers.get("content-type", "").lower().startswith("multipart/form-data")
    said = (await uploaded(request, at_most=AT_MOST)).entered if in_parts else await entered(request, at_most=AT_MOST)
    if first(said, ONE_CLICK[0]) != ONE_CLICK[1]:
        raise Refusal(NOT_ONE_CLICK)


def _kinds(view: View, letters: Sequence[Delivery]) -> tuple[str, Kinds]:
    if not letters:
        raise Refusal(UNKNOWN)
    recipient = letters[0].recipient
    [*chosen] = chosen_by(view.session, [recipient])
    choice = msgspec.json.decode(chosen[0].choice, type=Choice) if chosen else NOTHING_CHOSEN
    return recipient, kinds_of((one.topic for one in letters), choice)


def _drawn(site: Site, request: Request, recipient: str, kinds: Kinds, *, done: bool = False) -> Response:
    frame = site.frame(request)
    return site.page(
        "unsubscribe.html",
        frame,
        recipient=recipient,
        still=[TOPICS[topic].called for topic in kinds.open],
        left=[TOPICS[topic].called for topic in kinds.left],
        must=[TOPICS[topic].called for topic in kinds.must if topic in TOPICS],
        reasons=why(kinds.must, frame.language),
        one_click=ONE_CLICK,
        done=done,
    )
