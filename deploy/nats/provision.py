"""Makes the streams of the log and of the queue, or checks that each is as this release expects; it changes none."""

from typing import Any, Final

from deploy.nats.accounts import PROVISION
from shared.adapters.jetstream_connection import NatsConnection
from shared.core.errors import LogUnavailable, ProvisionDrift
from shared.core.subjects import LOG_NAME, NOTIFY_QUEUE, WHOLE_LOG

_NOT_FOUND: Final = 10059
_SECOND: Final = 1_000_000_000
_DAY: Final = 86_400 * _SECOND
_LOG: Final[dict[str, Any]] = {
    "name": LOG_NAME,
    "subjects": [WHOLE_LOG],
    "storage": "file",
    "compression": "none",
    "retention": "limits",
    "discard": "new",
    "max_consumers": -1,
    "max_msgs": -1,
    "max_bytes": -1,
    "max_msgs_per_subject": -1,
    "max_msg_size": -1,
    "max_age": 0,
    "duplicate_window": 120 * _SECOND,
    "deny_delete": True,
    "deny_purge": True,
    "allow_direct": True,
}
# Small, and no truth: what is due is a fold of the log, and a message that is lost is put in again.
_QUEUE: Final[dict[str, Any]] = {
    "name": NOTIFY_QUEUE.name,
    "subjects": [NOTIFY_QUEUE.due, NOTIFY_QUEUE.parked],
    "storage": "file",
    "compression": "none",
    "retention": "workqueue",
    "discard": "old",
    "max_consumers": -1,
    "max_msgs": -1,
    "max_bytes": 64 * 1024 * 1024,
    "max_msgs_per_subject": -1,
    "max_msg_size": -1,
    "max_age": 30 * _DAY,
    "duplicate_window": 30 * _SECOND,
}


async def provision(url: str, *, seed: str | None, replicas: int = 1) -> None:
    """Make the log and the queue, or find them made. Raises ProvisionDrift with each difference, LogUnavailable."""
    connection = await NatsConnection.open(url, user=PROVISION, seed=seed)
    try:
        differences = [
            difference
            for settings in (_LOG, _QUEUE)
            for difference in await _make(connection, {**settings, "num_replicas": replicas})
        ]
    finally:
        await connection.close()
    if differences:
        raise ProvisionDrift(" ".join(differences))


async def _make(connection: NatsConnection, wanted: dict[str, Any]) -> list[str]:
    """Make one stream, or find it made; what is not as wanted."""
    name = wanted["name"]
    answer = await connection.api(f"STREAM.INFO.{name}")
    if answer.get("error", {}).get("err_code") == _NOT_FOUND:
        answer = await connection.api(f"STREAM.CREATE.{name}", wanted)
    if "error" in answer:
        raise LogUnavailable(f"{name} cannot be made: {answer['error'].get('description')}.")
    return drift(wanted, answer["config"])


def drift(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Each setting that is not as wanted, in words. What is not wanted has to be absent, off or empty."""
    names = sorted((wanted.keys() | found.keys()) - {"metadata"})  # the server notes its own version there
    return [
        f"{name} is {found.get(name)!r}, expected {wanted.get(name)!r}."
        for name in names
        if (found.get(name) or None) != (wanted.get(name) or None)
    ]
