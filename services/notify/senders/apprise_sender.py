"""Notices by any of the services that Apprise knows and `apprise_services` allows. It never chooses who is told.

The library waits where it sends, so it has threads of its own: who does not answer there holds up nobody else's. It
says no more than whether everything was taken, and its own log, which could tell addresses, is silent.
"""

import asyncio
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email import charset
from typing import TYPE_CHECKING, Final

from services.notify.domain.notices import Notice
from services.notify.ports import AnswerLost, Undelivered
from services.notify.senders.apprise_services import ALLOWED, scheme_of
from services.notify.senders.plain_text import PlainText, text_of
from shared.core.errors import Fate

if TYPE_CHECKING:
    from apprise import NotifyBase

AT_ONCE: Final = 8
MOST_LETTERS: Final = 1_500  # whatever is longer, services cut, or send in parts
NO_ADDRESS: Final = "Chưa có địa chỉ Apprise cho nơi nhận này. No Apprise address is set up for this recipient."
NOT_TAKEN: Final = (
    "Dịch vụ nhận không xác nhận đã nhận đủ. The service did not say that it took all of it; its own pages say why."
)


class BadAppriseAddress(ValueError):
    """An address that Apprise cannot use, or may not."""


class AppriseSender:
    """Sends notices to the services of their recipients, by Apprise addresses. Raises BadAppriseAddress."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._services = {recipient: service_of(url) for recipient, url in urls.items()}
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="apprise")

    async def send(self, notice: Notice, _addresses: Sequence[str], *, name: str) -> None:  # noqa: ARG002 - not told
        """Hand a notice to the service of its recipient. Raises Undelivered."""
        service = self._services.get(notice.recipient)
        if service is None:
            raise Undelivered(NO_ADDRESS, fate=Fate.NEVER)
        text = text_of(notice, most=MOST_LETTERS)
        taken = await asyncio.get_running_loop().run_in_executor(self._threads, _notify, service, text)
        if not taken:  # nobody knows what a provider did with a part of it
            raise AnswerLost(NOT_TAKEN, fate=Fate.LATER)

    async def end(self) -> None:
        """Wait for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def service_of(url: str) -> "NotifyBase":
    """What sends by an Apprise address. Raises BadAppriseAddress, which never repeats it."""
    if scheme_of(url) not in ALLOWED:
        raise BadAppriseAddress
    with tidily():
        # Here, not above: it takes most of a second and 25 MB, and most installations do without.
        import apprise  # noqa: PLC0415

        asset = apprise.AppriseAsset(http_redirects=False, secure_logging=True, storage_mode="memory")
        service = apprise.Apprise.instantiate(url, asset=asset)
    if service is None or not service.verify_certificate or service.redirects:
        raise BadAppriseAddress
    return service


@contextmanager
def tidily() -> Iterator[None]:
    """While the library reads all its services: some change what others rely on, and some are of an older day."""
    charsets = dict(charset.CHARSETS)  # how letters are encoded: e-mail has its own sender here
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
    charset.CHARSETS.clear()
    charset.CHARSETS.update(charsets)
    logging.getLogger("apprise").disabled = True


def _notify(service: "NotifyBase", text: PlainText) -> bool:
    try:
        return bool(service.notify(title=text.title, body=text.body))
    except Exception:  # noqa: BLE001 - a hundred services fail in a hundred ways, and the words could tell an address
        return False
