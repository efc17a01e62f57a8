"""Words that somebody looks for, in an address that does not tell them: sealed under what the request itself brings.

What is typed into a list may be a name, and addresses are kept by browsers, fronts and logs. So a list's form posts,
and is led on to an address that opens for the same session or token alone (ADR-0048). It knows no list and no word.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from shared.adapters.browser import entered, presented
from shared.adapters.sealing import SealBroken, Sealed, derive, seal, unseal

SOUGHT: Final = "sought"
MAX_FORM_BYTES: Final = 8_192
MOST_LETTERS: Final = 200  # nobody's name is longer, and an address has to stay one
_NOT_KEPT: Final = {"Cache-Control": "no-store"}
_BOUND_TO: Final = SOUGHT.encode()


def sought_in(request: Request) -> str:
    """The words that an address stands for, "" where it stands for none, or for another session's."""
    text, secret = request.query_params.get(SOUGHT, ""), presented(request.method, request.headers)
    if not text or not secret:
        return ""
    try:
        return unseal(_key(secret), Sealed(text), bound_to=_BOUND_TO).decode()
    except SealBroken:
        return ""


async def led_on(request: Request, field: str) -> Response:
    """To the address of what a form looks for, its words from this field. Raises Refusal (403, 413)."""
    form = await entered(request, at_most=MAX_FORM_BYTES)
    said = {name: values[0] for name, values in form.items() if name not in (field, SOUGHT)}
    return _to(request, said, next(iter(form.get(field, ())), ""))


def led_away(request: Request, field: str) -> Response | None:
    """To where words stand in clear no more, or none that do not open; None where the address is as it should be."""
    query = dict(request.query_params)
    typed = query.pop(field, "")
    if not typed and (SOUGHT not in query or sought_in(request)):
        return None
    query.pop(SOUGHT, None)
    return _to(request, query, typed)


def address_of(path: str, query: Mapping[str, str], words: str, *, secret: str) -> str:
    """An address that asks for these words, for whoever brings this token or session's secret; without it for none."""
    words = words.strip()[:MOST_LETTERS]
    sealed = {SOUGHT: seal(_key(secret), words.encode(), bound_to=_BOUND_TO)} if words and secret else {}
    asked = urlencode({name: value for name, value in {**query, **sealed}.items() if value})
    return f"{quote(path)}?{asked}" if asked else quote(path)


def _to(request: Request, query: Mapping[str, str], words: str) -> Response:
    secret = presented(request.method, request.headers)
    return RedirectResponse(address_of(request.scope["path"], query, words, secret=secret), 303, _NOT_KEPT)


def _key(secret: str) -> bytes:
    return derive(secret.encode(errors="replace"), SOUGHT)
