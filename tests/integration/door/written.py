"""What a test has written, so that what it reads next knows of it. It knows HTTP, no event.

A read model follows the log, and a test that reads right after it wrote may be faster. One that wants to see a read
that may be behind, or that waits, says `after` itself: then nothing is done here.
"""

import re
from collections.abc import Callable
from typing import Final

import httpx

_RECORDED: Final = re.compile(rb'"position":(\d+)')
# What is answered out of no read model, or never ends.
_AS_IT_IS: Final = frozenset({"healthz", "readyz", "metrics", "static", "openapi.json", "live"})


class Written:
    """The newest position that some clients of one log were told; `follow` makes a client one of them."""

    def __init__(self) -> None:
        self.newest = 0

    def follow(self, client: httpx.Client, *, path: str, headers: Callable[[], dict[str, str]]) -> httpx.Client:
        """The client, which from now on reads no older state than what any of these clients wrote.

        `path` is what these `headers` may read, and is asked first: what is counted of the test's own requests stays.
        """
        shown = 0

        def before(request: httpx.Request) -> None:
            nonlocal shown
            newest = self.newest
            if request.method != "GET" or newest <= shown or "after" in request.url.params or _is_as_it_is(request):
                return
            shown = newest
            client.get(path, params={"after": newest}, headers=headers())

        client.event_hooks = {"request": [before], "response": [self._note]}
        return client

    def note(self, position: int) -> None:
        """That this was written, by whomever."""
        self.newest = max(self.newest, position)

    def _note(self, answer: httpx.Response) -> None:
        if answer.request.method in ("GET", "HEAD") or answer.status_code >= 400:
            return
        for found in _RECORDED.findall(answer.read()):
            self.note(int(found))
        gone_to = httpx.URL(answer.headers.get("Location", "")).params.get("after", "")
        if gone_to.isdecimal():
            self.note(int(gone_to))


def _is_as_it_is(request: httpx.Request) -> bool:
    return not _AS_IT_IS.isdisjoint(request.url.path.split("/"))
