"""Where a browser says that it wants to be told of notices, or not any more. The address it names stands in no log."""

import binascii
from base64 import urlsafe_b64decode
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.notify.domain.readers import chooser_of
from services.notify.ports import IsGoodAddress, KeepsBrowsers
from services.notify.web.choices import PATH as CHOICES
from services.notify.web.choices_texts import WORDS
from shared.adapters.browser import entered
from shared.adapters.http import Refusal, body_of
from shared.adapters.reading import Reads
from shared.core.definition import Shape
from shared.core.errors import ThiDuaError
from shared.core.forms import read_shape
from shared.core.problems import LOG_UNAVAILABLE, Fault, Problem, bad_fields
from shared.core.pushing import PushAddress
from shared.core.values import Id
from shared.web.filling import first
from shared.web.frame import Timekeeping
from shared.web.site import Site

PATH: Final = CHOICES + "/push"
AT_MOST: Final = 8_192
LONGEST: Final = 2_048
NO_ADDRESS: Final = Fault(
    "/begins",
    "không phải địa chỉ đẩy của trình duyệt (RFC 8030, 8291)",
    "must be the push address of a browser (RFC 8030, 8291)",
)


class Browser(Shape, frozen=True):
    """A browser as its `PushSubscription` has it: where, and in base64url the public key and the secret."""

    endpoint: str
    key: str
    secret: str


class Pushing(Shape, frozen=True):
    """What a browser asks for: to begin, or to end at an address."""

    recipient: Id
    begins: Browser | None = None
    ends: str = ""


def make_push(reads: Reads, *, browsers: KeepsBrowsers, is_good: IsGoodAddress, timekeeping: Timekeeping) -> APIRouter:
    """The routes `/notify/pages/choices/push`, for a script, and `…/push/end`, for a form."""
    site = Site("services.notify.web", WORDS, timekeeping=timekeeping)
    router = APIRouter(include_in_schema=False)

    async def own(request: Request, recipient: str) -> str:
        """For whom the caller speaks. Raises Refusal (401, 403)."""
        caller, _ = await reads.allowed(request, "inbox")
        named = chooser_of(caller, recipient)
        if isinstance(named, Problem):
            raise Refusal(named)
        return named

    @router.post(PATH)
    async def push(request: Request) -> Response:
        told = read_shape(await body_of(request, at_most=AT_MOST), Pushing)
        if isinstance(told, Problem):
            raise Refusal(told)
        recipient = await own(request, told.recipient)
        try:
            if told.begins is not None:
                await browsers.keep(_address(recipient, told.begins, is_good))
            elif told.ends:
                await browsers.forget(recipient, told.ends)
        except ThiDuaError as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        return Response(status_code=204)

    @router.post(PATH + "/end")
    async def end(request: Request) -> Response:
        try:
            recipient = await own(request, first(await entered(request, at_most=AT_MOST), "recipient"))
            await browsers.forget(recipient, "")
        except Refusal as refusal:
            return site.problem(request, refusal.problem)
        except ThiDuaError:
            return site.problem(request, LOG_UNAVAILABLE)
        return RedirectResponse(site.frame(request).link(CHOICES, recipient=recipient), 303)

    return router


def _address(recipient: str, browser: Browser, is_good: IsGoodAddress) -> PushAddress:
    """Where a browser is told. Raises Refusal (400)."""
    try:
        address = PushAddress(recipient, browser.endpoint, _bytes(browser.key), _bytes(browser.secret))
    except (ValueError, binascii.Error):
        raise Refusal(bad_fields(NO_ADDRESS)) from None
    if len(browser.endpoint) > LONGEST or not is_good(address):
        raise Refusal(bad_fields(NO_ADDRESS))
    return address


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
