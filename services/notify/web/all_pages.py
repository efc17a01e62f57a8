"""All pages of notify, as one router: inbox, urging, failures, choices, templates, leaving, browsers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from services.notify.ports import Choose, Edit, IsGoodAddress, KeepsBrowsers, Leave, Record, Renew, TryOut
from services.notify.web.choices import NO_PUSH, Push, make_choices
from services.notify.web.editing.pages import make_template_pages
from services.notify.web.failed import make_failed
from services.notify.web.inbox import make_inbox
from services.notify.web.push import make_push
from services.notify.web.reached import Reaching, make_reached
from services.notify.web.unsubscribe import make_unsubscribe
from services.notify.web.urging import make_urging
from shared.adapters.reading import Reads
from shared.core.values import Channel
from shared.web.frame import Timekeeping


@dataclass(frozen=True, kw_only=True, slots=True)
class Pushing:
    """Web push, where it is set up: our public key, the browsers that are told, and whose address may be one."""

    key: str
    browsers: KeepsBrowsers
    is_good: IsGoodAddress


@dataclass(frozen=True, kw_only=True, slots=True)
class Needs:
    """What the pages ask for; `channels` are those through which anything can be told here.

    `outside`: by which of them the installation reaches whom, besides the inbox and the addresses of the registry.
    `mac` signs the way out of a letter; `position` says up to where the read model is true now; `stopping` whether the
    server is about to stop.
    """

    channels: frozenset[Channel]
    record: Record
    renew: Renew
    choose: Choose
    leave: Leave
    edit: Edit
    try_out: TryOut
    mac: Callable[[bytes], str]
    position: Callable[[], int]
    stopping: Callable[[], bool]
    pushing: Pushing | None
    outside: Mapping[str, Sequence[Channel]]


def make_all_pages(reads: Reads, needs: Needs, *, timekeeping: Timekeeping) -> APIRouter:
    """All of them."""
    channels, pushing, push = needs.channels, needs.pushing, NO_PUSH
    router = APIRouter()
    if pushing is not None:
        browsers = pushing.browsers
        push = Push(pushing.key, lambda recipient: len(browsers.of(recipient)))
        router.include_router(make_push(reads, browsers=browsers, is_good=pushing.is_good, timekeeping=timekeeping))
    choices = make_choices(reads, channels=channels, choose=needs.choose, push=push, timekeeping=timekeeping)
    inbox = make_inbox(
        reads, record=needs.record, position=needs.position, stopping=needs.stopping, timekeeping=timekeeping
    )
    templates = make_template_pages(reads, needs.edit, needs.try_out, channels=channels, timekeeping=timekeeping)
    reaching = Reaching(channels=channels, outside=needs.outside, browsers=push.browsers)
    router.include_router(make_reached(reads, reaching, timekeeping=timekeeping))
    router.include_router(choices)
    router.include_router(inbox)
    router.include_router(make_failed(reads, channels=channels, renew=needs.renew, timekeeping=timekeeping))
    router.include_router(templates)
    router.include_router(make_urging(reads, channels=channels, timekeeping=timekeeping))
    router.include_router(make_unsubscribe(reads, mac=needs.mac, leave=needs.leave, timekeeping=timekeeping))
    return router
