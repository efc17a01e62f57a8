"""Who may do what on the NATS server: one user a service, its nkey, and the server's configuration. Starts nothing.

Nobody may delete, purge or change the log, and only `provision` may make it (design 7): the server enforces what
good will would only promise.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import nkeys

from shared.core.subjects import AWARDS_PROGRESS, LOG_NAME, NOTIFY_QUEUE, OWNERS, log_subject

PROVISION: Final = "provision"
READER: Final = "audit"
USERS: Final = (*OWNERS, READER, PROVISION)

_READING: Final = (
    "$JS.API.INFO",
    f"$JS.API.STREAM.INFO.{LOG_NAME}",
    f"$JS.API.CONSUMER.CREATE.{LOG_NAME}.>",
    f"$JS.API.CONSUMER.MSG.NEXT.{LOG_NAME}.>",
    f"$JS.API.DIRECT.GET.{LOG_NAME}",
)
_WORKING: Final = (
    NOTIFY_QUEUE.due,
    NOTIFY_QUEUE.parked,
    f"$JS.API.CONSUMER.INFO.{NOTIFY_QUEUE.name}.notify",
    f"$JS.API.CONSUMER.CREATE.{NOTIFY_QUEUE.name}.notify.>",
    f"$JS.API.CONSUMER.MSG.NEXT.{NOTIFY_QUEUE.name}.notify",
    f"$JS.ACK.{NOTIFY_QUEUE.name}.>",
)
MAY_PUBLISH: Final[Mapping[str, tuple[str, ...]]] = {
    **{owner: (log_subject("*", owner), *_READING) for owner in OWNERS},
    READER: _READING,
    PROVISION: (
        "$JS.API.INFO",
        *(f"$JS.API.STREAM.{verb}.{name}" for name in (LOG_NAME, NOTIFY_QUEUE.name) for verb in ("INFO", "CREATE")),
    ),
    "awards": (log_subject("*", "awards"), AWARDS_PROGRESS, *_READING),
    "notify": (log_subject("*", "notify"), *_READING, *_WORKING),
}
# Beside the own inbox.
MAY_HEAR: Final[Mapping[str, tuple[str, ...]]] = {"notify": (AWARDS_PROGRESS,)}


def make_seeds(folder: Path) -> dict[str, str]:
    """Every user's nkey seed, read from `folder`; made there (0600) at the first call. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {user: _seed(folder / f"nats-{user}.seed") for user in USERS}


def public_key(seed: str) -> str:
    """The half of a key pair that the server may know."""
    pair = nkeys.from_seed(bytearray(seed.encode()))  # type: ignore[no-untyped-call]
    key: bytes = pair.public_key
    return key.decode()


def server_config(*, port: int, store: Path, log_file: Path, seeds: Mapping[str, str]) -> str:
    """The configuration of the embedded server; it holds public keys only."""
    users = ",\n".join(_user(user, public_key(seeds[user])) for user in USERS)
    return f"""\
# Written by deploy/nats/accounts.py at every start; changes are lost.
server_name: thidua
listen: "127.0.0.1:{port}"
max_payload: 2MB
log_file: {_quoted(log_file)}
logfile_size_limit: 10MB
logfile_max_num: 3
jetstream {{
  store_dir: {_quoted(store)}
  sync_interval: always
}}
authorization {{
  users: [
{users}
  ]
}}
"""


def _user(user: str, key: str) -> str:
    publish = json.dumps(MAY_PUBLISH[user])
    hear = json.dumps([f"_INBOX.{user}.>", *MAY_HEAR.get(user, ())])
    return f"    {{ nkey: {key}, permissions: {{ publish: {publish}, subscribe: {hear} }} }}"


def _quoted(path: Path) -> str:
    return json.dumps(str(path.absolute()), ensure_ascii=False)


def _seed(path: Path) -> str:
    if not path.exists():
        made = path.with_suffix(".new")
        made.unlink(missing_ok=True)
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            seed = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER)  # type: ignore[no-untyped-call]
            file.write(seed)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    return path.read_text(encoding="ascii").strip()
