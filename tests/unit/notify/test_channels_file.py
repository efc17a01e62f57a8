"""The file of channels: what it may say, and that whatever is wrong in it is said before anything starts."""

import base64
from pathlib import Path

import pytest

from deploy.local.checking import check_settings
from deploy.local.installation import CannotStart
from services.notify.senders.configured import BadChannels, Channels
from services.notify.senders.push_message import new_private
from services.notify.senders.zalo import Follower, Phone, Template
from tests.unit.notify.test_push_message import pem

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
WEBHOOKS = """
hosts_allowed: [Hooks.intranet.example.vn]
webhooks:
  - {recipient: hctc, url: "https://hooks.example.vn/thidua", secret_file: hctc.secret}
  - {recipient: secretary, url: "http://hooks.intranet.example.vn/thidua", secret_file: hctc.secret}
"""
TELEGRAM = """
telegram: {token_file: hctc.secret, chats: [{recipient: hctc, chat_id: "-100"}, {recipient: secretary, chat_id: "7"}]}
"""
APPRISE = "apprise: [{recipient: hctc, url_file: hctc.secret}]"
ZALO = """
zalo:
  token_file: hctc.secret
  people: [{recipient: hctc, user_id: "2512523625412515"}, {recipient: secretary, phone: "84912345678"}]
  zns: {template_id: "7895417", fields: {noi_dung: title}}
"""
WEBPUSH = """
webpush: {key_file: hctc.secret, contact: "mailto:van-thu@example.vn"}
"""
PEM = pem(new_private()).decode()
TOKEN = "123456789:AAbbCCddEEffGGhhIIjj"
DISCORD = "discord://123456789012345678/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"


def written(folder: Path, text: str, *, secret: str = f"{SECRET}\n") -> Path:
    (folder / "hctc.secret").write_text(secret)
    (folder / "channels.yaml").write_text(text)
    return folder / "channels.yaml"


def test_each_recipient_is_reached_by_what_the_file_says(tmp_path: Path) -> None:
    channels = Channels.read(written(tmp_path, WEBHOOKS, secret=f"{SECRET}\n\n{SECRET}\n"))

    assert channels.outside == {"hctc": ("webhook",), "secretary": ("webhook",)}
    assert channels.hosts_allowed == {"hooks.intranet.example.vn"}
    assert channels.webhooks["hctc"].url == "https://hooks.example.vn/thidua"
    assert channels.webhooks["hctc"].secrets == (b"k" * 32, b"k" * 32)
    assert "k" * 8 not in repr(channels)


@pytest.mark.parametrize(
    ("text", "secret", "expected"),
    [
        ("webhooks: {", SECRET, "not valid YAML"),
        ("webhook: []", SECRET, "unknown field"),
        ("webhooks: [{recipient: hctc}]", SECRET, "missing required field"),
        (WEBHOOKS.replace("hosts_allowed", "# "), SECRET, "the webhook of secretary must be https"),
        (WEBHOOKS.replace("secretary", "hctc"), SECRET, "hctc stands in webhooks twice"),
        (WEBHOOKS.replace("hctc.secret", "no.secret"), SECRET, "cannot be read"),
        (WEBHOOKS, "", "cannot be read"),
        (WEBHOOKS, "whsec_dG9vIHNob3J0", "must be whsec_ and 24 to 64 bytes"),
        (WEBHOOKS, SECRET.removeprefix("whsec_"), "must be whsec_ and 24 to 64 bytes"),
        (WEBHOOKS, "whsec_%%%", "must be whsec_ and 24 to 64 bytes"),
        (TELEGRAM, "no-token", "token of the Telegram bot"),
        (TELEGRAM.replace("token_file: hctc.secret", "token_env: NO_SUCH"), "", "token of the Telegram bot"),
        (TELEGRAM.replace("secretary", "hctc"), TOKEN, "hctc stands in telegram twice"),
        (TELEGRAM.replace("{token", "{base_url: 'http://10.0.0.1', token"), TOKEN, "base_url of Telegram must be"),
        (APPRISE, "json://hooks.intranet.example.vn/", "of a service that may not be used here"),
        (APPRISE, "dbus://", "of a service that may not be used here"),
        (APPRISE, "discord://12", "cannot be used"),
        (WEBPUSH, "no key", "must be a private key of P-256"),
        (WEBPUSH.replace("hctc.secret", "no.secret"), "x", "cannot be read"),
        (WEBPUSH.replace("mailto:", ""), PEM, "the contact of webpush must be"),
        (ZALO, "", "cannot be read"),
        (ZALO.replace("secretary", "hctc"), TOKEN, "hctc stands in zalo twice"),
        (
            ZALO.replace("84912345678", "0912345678"),
            TOKEN,
            "the Zalo address of secretary must be a user_id, or a phone",
        ),
        (ZALO.replace("zns:", "# "), TOKEN, "the Zalo address of secretary must be a user_id, or a phone"),
        (
            ZALO.replace("phone", "user_id: x, phone"),
            TOKEN,
            "the Zalo address of secretary must be a user_id, or a phone",
        ),
        (
            ZALO.replace("token_file", "base_url: 'http://10.0.0.1'\n  token_file"),
            TOKEN,
            "base_url and zns_url of Zalo",
        ),
        (ZALO.replace("title", "secret"), TOKEN, "Invalid enum value"),
    ],
    ids=[
        "yaml",
        "field",
        "missing",
        "plain",
        "twice",
        "no file",
        "empty",
        "short",
        "unmarked",
        "garbled",
        "token",
        "variable",
        "chats",
        "base",
        "service",
        "desktop",
        "address",
        "vapid key",
        "no vapid key",
        "contact",
        "no zalo token",
        "zalo twice",
        "zalo phone",
        "no template",
        "two addresses",
        "zalo base",
        "zalo field",
    ],
)
def test_what_is_wrong_is_said_in_both_languages_without_any_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, text: str, secret: str, expected: str
) -> None:
    path = written(tmp_path, text, secret=secret)

    with pytest.raises(BadChannels, match=expected) as found:
        Channels.read(path)

    monkeypatch.setenv("THIDUA_CHANNELS", str(path))
    with pytest.raises(CannotStart, match="Correct THIDUA_CHANNELS"):
        check_settings()
    assert found.value.vi
    assert not secret or secret not in f"{found.value} {found.value.vi}"


def test_a_bot_and_services_are_read_with_their_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT", TOKEN)
    telegram = TELEGRAM.replace("token_file: hctc.secret", "token_env: BOT")

    channels = Channels.read(written(tmp_path, telegram + APPRISE, secret=DISCORD))

    assert channels.outside == {"hctc": ("telegram", "apprise"), "secretary": ("telegram",)}
    assert channels.bot is not None
    assert (channels.bot.token, channels.bot.chats["hctc"]) == (TOKEN, "-100")
    assert channels.apprise == {"hctc": DISCORD}
    assert not {TOKEN, DISCORD} & set(repr(channels).replace("'", " ").split())


def test_an_account_of_zalo_is_read_with_whom_it_reaches(tmp_path: Path) -> None:
    channels = Channels.read(written(tmp_path, ZALO, secret=TOKEN))

    assert channels.outside == {"hctc": ("zalo",), "secretary": ("zalo",)}
    assert channels.zalo is not None
    assert channels.zalo.people == {"hctc": Follower("2512523625412515"), "secretary": Phone("84912345678")}
    assert channels.zalo.template == Template("7895417", {"noi_dung": "title"})


def test_a_key_for_push_services_is_read(tmp_path: Path) -> None:
    channels = Channels.read(written(tmp_path, WEBPUSH, secret=PEM))

    assert channels.vapid is not None
    assert (len(channels.vapid.public), channels.vapid.contact) == (87, "mailto:van-thu@example.vn")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadChannels, match="cannot be read"):
        Channels.read(tmp_path / "none.yaml")


def test_a_file_that_says_nothing_reaches_nobody(tmp_path: Path) -> None:
    assert Channels.read(written(tmp_path, "")) == Channels()
