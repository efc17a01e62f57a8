"""Makes the streams of log, queue, leases and names, or checks that each is as expected; only `grow` changes any."""

import asyncio
from typing import Any, Final

from deploy.nats.accounts import GROW, PROVISION
from shared.adapters.jetstream_connection import NatsConnection
from shared.core.errors import LogUnavailable, ProvisionDrift
from shared.core.subjects import ALL_LEASES, ALL_NAMES, LEASES_NAME, LOG_NAME, NAMES_NAME, NOTIFY_QUEUE, WHOLE_LOG

LOOK_SECONDS: Final = 0.2
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
# Who of several replicas holds what: one message a service, each in the place of the one before it.
_LEASES: Final[dict[str, Any]] = {
    "name": LEASES_NAME,
    "subjects": [ALL_LEASES],
    "storage": "file",
    "compression": "none",
    "retention": "limits",
    "discard": "old",
    "max_consumers": -1,
    "max_msgs": -1,
    "max_bytes": 64 * 1024 * 1024,
    "max_msgs_per_subject": 1,
    "max_msg_size": -1,
    "max_age": 0,
    "duplicate_window": 1 * _SECOND,
}
# Under which names awards may be recording now: one message a campaign, each in the place of the one before it.
_NAMES: Final[dict[str, Any]] = {
    "name": NAMES_NAME,
    "subjects": [ALL_NAMES],
    "storage": "file",
    "compression": "none",
    "retention": "limits",
    "discard": "old",
    "max_consumers": -1,
    "max_msgs": -1,
    "max_bytes": -1,  # the newest of no campaign may go
    "max_msgs_per_subject": 1,
    "max_msg_size": -1,
    "max_age": 0,
    "duplicate_window": 1 * _SECOND,
    "deny_delete": True,
    "deny_purge": True,
}
STREAMS: Final = (_LOG, _QUEUE, _LEASES, _NAMES)


async def provision(url: str, *, seed: str | None, replicas: int | None = None) -> None:
    """Make log, queue, leases and names, or find them made. Raises ProvisionDrift with each difference, LogUnavailable.

    On how many servers each is kept is looked at only where it is said; what is made is else kept on one.
    """
    connection = await NatsConnection.open(url, user=PROVISION, seed=seed)
    try:
        differences = [
            difference for settings in STREAMS for difference in await _make(connection, settings, replicas=replicas)
        ]
    finally:
        await connection.close()
    if differences:
        raise ProvisionDrift(" ".join(differences))


async def grow(url: str, *, seed: str | None, replicas: int) -> None:
    """Have each kept on so many servers of the cluster, and wait until all have all of it; facts are taken meanwhile.

    Nothing but that is changed, and never to fewer. Raises ProvisionDrift, LogUnavailable.
    """
    connection = await NatsConnection.open(url, user=GROW, seed=seed)
    try:
        for name in [settings["name"] for settings in STREAMS]:
            found = (await _asked(connection, f"STREAM.INFO.{name}"))["config"]
            if found["num_replicas"] > replicas:
                raise ProvisionDrift(f"{name} is kept on {found['num_replicas']} servers, not on {replicas}.")
            if found["num_replicas"] < replicas:
                await _asked(connection, f"STREAM.UPDATE.{name}", {**found, "num_replicas": replicas})
            while not _is_whole(await _asked(connection, f"STREAM.INFO.{name}"), replicas):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_SECONDS)  # there is nothing that would set an event
    finally:
        await connection.close()


async def _make(connection: NatsConnection, wanted: dict[str, Any], *, replicas: int | None) -> list[str]:
    """Make one stream, or find it made; what is not as wanted."""
    name = wanted["name"]
    answer = await connection.api(f"STREAM.INFO.{name}")
    if answer.get("error", {}).get("err_code") == _NOT_FOUND:
        answer = await connection.api(f"STREAM.CREATE.{name}", {**wanted, "num_replicas": replicas or 1})
    if "error" in answer:
        raise LogUnavailable(f"{name} cannot be made: {answer['error'].get('description')}.")
    found = answer["config"]
    return drift({**wanted, "num_replicas": replicas or found["num_replicas"]}, found)


async def _asked(connection: NatsConnection, verb: str, body: object = None) -> dict[str, Any]:
    answer = await connection.api(verb, body)
    if "error" in answer:
        raise LogUnavailable(f"{verb}: {answer['error'].get('description')}.")
    return answer


def _is_whole(info: dict[str, Any], replicas: int) -> bool:
    """Whether every server that is to keep a stream has all of it."""
    cluster = info.get("cluster", {})
    others = cluster.get("replicas") or []
    return bool(cluster.get("leader")) and len(others) == replicas - 1 and all(one.get("current") for one in others)


def drift(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Each setting that is not as wanted, in words. What is not wanted has to be absent, off or empty."""
    names = sorted((wanted.keys() | found.keys()) - {"metadata"})  # the server notes its own version there
    return [
        f"{name} is {found.get(name)!r}, expected {wanted.get(name)!r}."
        for name in names
        if (found.get(name) or None) != (wanted.get(name) or None)
    ]
