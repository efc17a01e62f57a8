"""Settings that can be read wrong, looked at before anything starts."""

import os
from pathlib import Path

from deploy.local.evidence_limits import evidence_bucket, evidence_limits
from deploy.local.installation import CannotStart
from services.audit.domain.errors import KeyRefused
from services.audit.domain.notes import VerifierKey
from services.notify.senders.configured import BadChannels, Channels
from services.notify.senders.email import BadSmtpUrl, mail_servers
from shared.adapters.clock import system_clock
from shared.adapters.nats_address import trust_of
from shared.adapters.portal import BadPortal, Portal
from shared.adapters.witness_client import BadWitnessUrl, WitnessClient


def check_settings() -> None:
    """What is wrong with an address, a limit, the channels, the portal or the witness is said now, not at first use.

    Raises CannotStart.
    """
    _check_mail_server(os.environ.get("THIDUA_SMTP_URL", ""))
    _check_channels(os.environ.get("THIDUA_CHANNELS", ""))
    _check_portal(os.environ.get("THIDUA_PORTAL", ""))
    _check_log(os.environ.get("THIDUA_NATS_URL", ""))
    evidence_limits()
    evidence_bucket()
    _check_witness(os.environ.get("THIDUA_WITNESS_URL", ""), os.environ.get("THIDUA_WITNESS_KEY", ""))


def _check_log(url: str) -> None:
    try:
        trust_of(url)
    except OSError as error:
        raise CannotStart(
            f"Hãy sửa ?ca= trong THIDUA_NATS_URL: không đọc được chứng thư ({error.strerror or type(error).__name__}).",
            f"Correct ?ca= in THIDUA_NATS_URL: it is no certificate ({error.strerror or type(error).__name__}).",
        ) from error


def _check_mail_server(url: str) -> None:
    try:
        if url:
            mail_servers(url)
    except BadSmtpUrl as error:
        raise CannotStart(f"Hãy sửa THIDUA_SMTP_URL: {error}", str(error)) from error


def _check_channels(path: str) -> None:
    try:
        if path:
            Channels.read(Path(path))
    except BadChannels as error:
        raise CannotStart(f"Hãy sửa THIDUA_CHANNELS: {error.vi}", f"Correct THIDUA_CHANNELS: {error}") from error


def _check_portal(path: str) -> None:
    try:
        if path:
            Portal.read(Path(path), now=system_clock)
    except BadPortal as error:
        raise CannotStart(f"Hãy sửa THIDUA_PORTAL: {error.vi}", f"Correct THIDUA_PORTAL: {error}") from error


def _check_witness(url: str, key: str) -> None:
    try:
        if url:
            WitnessClient(url).close()
        if key:
            VerifierKey.parse(key)
    except (BadWitnessUrl, KeyRefused) as error:
        raise CannotStart(error.vi, str(error)) from error
