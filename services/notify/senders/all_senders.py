"""One sender for each channel that is set up. It sends nothing itself, and never chooses who is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.notify.ports import EndingSender, PushBrowsers
from services.notify.senders.apprise_sender import AppriseSender
from services.notify.senders.captured import CapturedMail
from services.notify.senders.configured import Channels
from services.notify.senders.email import EmailSender, mail_servers
from services.notify.senders.leaving import WayOut
from services.notify.senders.outward import Outward
from services.notify.senders.preferred import Preferred
from services.notify.senders.telegram import TelegramSender
from services.notify.senders.webhook import WebhookSender
from services.notify.senders.webpush import WebPushSender
from services.notify.senders.zalo import ZaloSender
from shared.core.values import Channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """Where letters are handed over ("": nowhere), where those to played recipients lie, and how one leaves them."""

    smtp_url: str
    captured: CapturedMail
    way_out: WayOut


def make_senders(
    configured: Channels,
    mail: Mail,
    *,
    browsers: PushBrowsers | None,
    now: Callable[[], datetime],
    seconds: Callable[[], float],
) -> dict[Channel, EndingSender]:
    """One for each channel; `now` is the machine's own clock, `seconds` counts on."""
    senders: dict[Channel, EndingSender] = {}
    if mail.smtp_url:
        servers = mail_servers(mail.smtp_url)
        providers = [EmailSender(server, captured=mail.captured, way_out=mail.way_out) for server in servers]
        senders["email"] = Preferred(providers, now=seconds)
    # Each has connections of its own: who does not answer holds up nobody else's.
    if configured.webhooks:
        senders["webhook"] = WebhookSender(configured.webhooks, Outward(configured.hosts_allowed), now=now)
    if configured.bot:
        senders["telegram"] = TelegramSender(configured.bot, Outward(configured.hosts_allowed), now=now)
    if configured.apprise:
        senders["apprise"] = AppriseSender(configured.apprise)
    if configured.zalo:
        senders["zalo"] = ZaloSender(configured.zalo, Outward(configured.hosts_allowed), now=now)
    if configured.vapid and browsers is not None:
        outward = Outward(configured.hosts_allowed)
        senders["webpush"] = WebPushSender(configured.vapid, browsers, outward, now=now)
    return senders
