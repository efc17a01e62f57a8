"""The file of channels as it is written: its fields, and no more. It reads nothing."""

from typing import Annotated, Literal

import msgspec

from services.notify.senders import telegram, zalo


class WebhookEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One recipient's endpoint; `secret_file` holds a secret a line, the one that is in force first."""

    recipient: str
    url: str
    secret_file: str


class ChatEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One recipient's chat; the bot must have been let into it."""

    recipient: str
    chat_id: str


class TelegramEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bot: its token stands in a file, or in a variable of the environment."""

    chats: tuple[ChatEntry, ...]
    token_file: str = ""
    token_env: str = ""
    base_url: str = telegram.API


class AppriseEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One recipient's service; `url_file` holds its Apprise address, which bears a secret."""

    recipient: str
    url_file: str


class ZaloPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One recipient on Zalo: a follower of the account by `user_id`, or a `phone` that is sent the template."""

    recipient: str
    user_id: str = ""
    phone: str = ""


class ZnsEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The template for phones, and what is put into each of its fields."""

    template_id: str
    fields: dict[str, zalo.Told]


class ZaloEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The Official Account: its token stands in a file, which is read whenever something is sent."""

    token_file: str
    people: tuple[ZaloPerson, ...]
    zns: ZnsEntry | None = None
    base_url: str = zalo.API
    zns_url: str = zalo.ZNS_API


class WebPushEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Our key for push services (P-256, PEM), and an address by which their operators reach us."""

    key_file: str
    contact: str


class LimitEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most so many notices in so many seconds to one recipient by a channel."""

    channel: Literal["email", "webhook", "telegram", "apprise", "zalo", "webpush"]
    notices: Annotated[int, msgspec.Meta(ge=1)]
    seconds: Annotated[float, msgspec.Meta(gt=0, le=86_400)]


class BouncesEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whoever posts letters that came back signs with a secret of this file, one a line."""

    secret_file: str


class ChannelsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written."""

    hosts_allowed: tuple[str, ...] = ()
    webhooks: tuple[WebhookEntry, ...] = ()
    telegram: TelegramEntry | None = None
    apprise: tuple[AppriseEntry, ...] = ()
    zalo: ZaloEntry | None = None
    webpush: WebPushEntry | None = None
    limits: tuple[LimitEntry, ...] = ()
    bounces: BouncesEntry | None = None
