"""What carries notices outside, and what is heard of them: senders, postman, trials, bounces. It starts nothing."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Final

from services.notify.domain.outbox import Outbox
from services.notify.handlers.posting import Postman
from services.notify.handlers.recording import Register
from services.notify.handlers.trying import Trier
from services.notify.handlers.watching import Watchman
from services.notify.ports import Alarms, EndingSender, WakeUp
from services.notify.ports import Stamps as TrialStamps
from services.notify.senders.all_senders import Mail, make_senders
from services.notify.senders.by_channel import ByChannel
from services.notify.senders.captured import CapturedMail
from services.notify.senders.configured import Channels
from services.notify.senders.leaving import WayOut
from services.notify.senders.led import LedSender
from services.notify.senders.marked import MarkedSender
from services.notify.senders.paced import Limit, PacedSender
from services.notify.senders.traced import TracedSender
from services.notify.settings import Settings
from shared.adapters.bus import WorkQueue
from shared.adapters.clock import system_clock
from shared.adapters.marks import Marks
from shared.adapters.push_addresses import PushAddresses
from shared.adapters.stamps import Stamps
from shared.adapters.telemetry import Telemetry
from shared.adapters.vault import VaultReader
from shared.adapters.webhooks import why_unsound
from shared.core.values import Channel

TRIALS: Final[Mapping[Channel, Limit]] = {"email": Limit(20, 3_600.0)}  # letters that one administrator tries out


def senders_of(
    settings: Settings, configured: Channels, *, vault: VaultReader, browsers: PushAddresses | None
) -> dict[Channel, EndingSender]:
    """One for each channel that is set up."""
    mail = Mail(
        smtp_url=settings.smtp_url,
        captured=CapturedMail(settings.read_models.parent / "captured-mail"),
        way_out=WayOut(settings.public_url, vault.installation_mac),
    )
    return make_senders(configured, mail, browsers=browsers, now=system_clock, seconds=time.monotonic)


def postman_of(
    outbox: Outbox,
    register: Register,
    senders: Mapping[Channel, EndingSender],
    *,
    settings: Settings,
    limits: Mapping[Channel, Limit],
    queue: WorkQueue[WakeUp],
    stamps: Stamps,
    telemetry: Telemetry,
    may_send: Callable[[], bool],
) -> Postman:
    """Who has notices handed over by these, and recorded."""
    count = telemetry.count
    marks = Marks(settings.read_models / "in-hand")
    marked = MarkedSender(
        LedSender(ByChannel(senders), settings.public_url),
        marks,
        on_perhaps_twice=lambda channel: count("thidua_notices_perhaps_twice_total", channel=channel),
    )
    traced = TracedSender(
        marked,
        span=telemetry.span,
        on_attempt=lambda channel, outcome: count("thidua_notices_total", channel=channel, outcome=outcome),
    )
    return Postman(
        outbox,
        register,
        sender=PacedSender(traced, limits, now=time.monotonic),
        queue=queue,
        stamps=stamps,
        draw=random.random,
        on_recorded=marks.clear,
        may_send=may_send,
    )


def trier_of(senders: Mapping[Channel, EndingSender], stamps: TrialStamps) -> Trier:
    """Who has a letter tried out, not so often that somebody could be flooded with them."""
    mail = senders.get("email")
    return Trier(PacedSender(mail, TRIALS, now=time.monotonic) if mail else None, stamps)


def soundness_of(configured: Channels) -> Callable[[Mapping[str, str], bytes], bool]:
    """Whether a message that reports a bounce is signed with a key that was set up; without one, none is."""
    return lambda headers, body: why_unsound(headers, body, keys=configured.bounce_keys, now=system_clock()) is None


def watchman_of(
    outbox: Outbox,
    register: Register,
    senders: Mapping[Channel, EndingSender],
    *,
    alarms: Alarms,
    is_whole: Callable[[], bool],
) -> Watchman:
    """Who states what services have given up, and tells people outside where the log does not take that."""
    return Watchman(outbox, register, senders=senders, alarms=alarms, is_whole=is_whole, seconds=time.monotonic)
