"""`thidua config`: every setting, what it is and where it came from; secrets hidden."""

import os
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import typer

from deploy.cli.options import DEFAULTS, Where, command
from deploy.cli.terminal import table

HIDDEN: Final = "***"
# Settings that only the environment gives, with what holds where it says nothing.
ENVIRONMENT: Final = {
    "THIDUA_NATS_URL": "embedded",
    "THIDUA_NATS_KEYS": "credentials in THIDUA_NATS_URL",
    "THIDUA_DATABASE_URL": "SQLite under DATA",
    "THIDUA_DATABASE_PASSWORD_FILE": "the password in THIDUA_DATABASE_URL",
    "THIDUA_DATABASE_ROLES": "`provision` makes no roles",
    "THIDUA_REPLICA": "each service alone on DATA",
    "THIDUA_READS": "a replica writes",
    "THIDUA_PUBLIC_URL": "http://HOST:PORT of `up`",
    "THIDUA_TLS_CERT": "http",
    "THIDUA_TLS_KEY": "none",
    "THIDUA_OIDC_ISSUER": "no provider of identities",
    "THIDUA_OIDC_CLIENT_ID": "none",
    "THIDUA_OIDC_CLIENT_SECRET": "none: PKCE alone",
    "THIDUA_OIDC_CLAIM": "email",
    "THIDUA_EVIDENCE_MAX_BYTES": "20000000",
    "THIDUA_EVIDENCE_TYPES": "jpg png webp pdf docx xlsx",
    "THIDUA_EVIDENCE_S3_URL": "files under DATA",
    "THIDUA_SMTP_URL": "no e-mail",
    "THIDUA_CHANNELS": "no channel besides",
    "THIDUA_PORTAL": "nothing is pushed",
    "THIDUA_DHIS2_URL": "no DHIS2",
    "THIDUA_DHIS2_TOKEN": "credentials in THIDUA_DHIS2_URL",
    "THIDUA_WITNESS_URL": "no witness",
    "THIDUA_WITNESS_KEY": "any cosignature",
    "THIDUA_KOBO_TOKEN": "none",
    "THIDUA_KOBO_TOKEN_FILE": "none",
    "THIDUA_ODK_EMAIL": "none",
    "THIDUA_ODK_PASSWORD": "none",
    "THIDUA_ODK_PASSWORD_FILE": "none",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "no telemetry",
    "OTEL_EXPORTER_OTLP_HEADERS": "none",
}
SEVERAL: Final = frozenset({"THIDUA_NATS_URL", "THIDUA_SMTP_URL"})
SECRET: Final = frozenset(
    {
        "THIDUA_TOKEN",
        "THIDUA_DHIS2_TOKEN",
        "THIDUA_KOBO_TOKEN",
        "THIDUA_ODK_PASSWORD",
        "THIDUA_OIDC_CLIENT_SECRET",
        "OTEL_EXPORTER_OTLP_HEADERS",
    }
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "config")(config)


def config(where: Where) -> None:
    """List every setting with its value and where it came from: option, environment or default."""
    table(("setting", "value", "from"), list(_settings(where)))


def _settings(where: Where) -> Iterator[tuple[str, str, str]]:
    for name in DEFAULTS:
        value, origin = where.common.setting(name)
        yield _shown(f"THIDUA_{name.upper()}", value, origin)
    for variable, default in ENVIRONMENT.items():
        value = os.environ.get(variable, "")
        yield _shown(variable, value, "environment") if value else (variable, default, "default")


def _shown(variable: str, value: str, origin: str) -> tuple[str, str, str]:
    if variable in SECRET:
        return variable, HIDDEN if value else "", origin
    if variable in SEVERAL:  # one server, or all of a cluster
        return variable, ",".join(map(without_secrets, value.split(","))), origin
    return variable, without_secrets(value) if "://" in value else value, origin


def without_secrets(url: str) -> str:
    """A URL without its password, without a user that stands alone (a token), and without the values of its query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return HIDDEN
    who, at, place = parts.netloc.rpartition("@")
    user, colon, _ = who.partition(":")
    shown = f"{user}:{HIDDEN}" if colon else HIDDEN if who else ""
    return f"{parts.scheme}://{shown}{at}{place}{parts.path}" + (f"?{HIDDEN}" if parts.query else "")
