"""Who may do what on the NATS server: one user a service, its nkey, and the server's configuration. Starts nothing.

No process may delete, purge or change the log, and only `provision` may make it (design 7): the server enforces what
good will would only promise. Units are in an account of their own, where there is no log at all: of what they send, the
server hands on requests to the door, and tells the door whose they are.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import nkeys

from shared.core.subjects import (
    ALL_TROUBLES,
    AWARDS_PROGRESS,
    CONNECTIONS,
    HOLD,
    LEASES_NAME,
    LOG_NAME,
    NAMES_NAME,
    NOTIFY_QUEUE,
    OWNERS,
    SIGN_IN,
    UNITS_ACCOUNT,
    WHOLE_INTAKE,
    kick_subject,
    lease_subject,
    log_subject,
    names_subject,
    pens_subject,
    trouble_subject,
)

SERVICES_ACCOUNT: Final = "SERVICES"
DOOR_ACCOUNT: Final = "DOOR"
SYSTEM_ACCOUNT: Final = "SYS"
PROVISION: Final = "provision"
GROW: Final = "grow"  # for one command of whoever runs the servers; no process has its seed
READER: Final = "audit"
DOOR: Final = "door"
KEEPER: Final = "keeper"
ISSUER: Final = "issuer"
USERS: Final = (*OWNERS, READER, PROVISION)
STREAMS: Final = (LOG_NAME, NOTIFY_QUEUE.name, LEASES_NAME, NAMES_NAME)
SIGNING_IN: Final = (*USERS, GROW, DOOR, KEEPER)
# The issuer's key signs whom the door admits; it opens no connection.
_KEYS: Final = {**dict.fromkeys(SIGNING_IN, nkeys.PREFIX_BYTE_USER), ISSUER: nkeys.PREFIX_BYTE_ACCOUNT}
_ANSWER_WITHIN: Final = "1m"  # longer than the log may keep the door waiting

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
    f"$JS.API.STREAM.INFO.{NOTIFY_QUEUE.name}",
    f"$JS.API.CONSUMER.INFO.{NOTIFY_QUEUE.name}.notify",
    f"$JS.API.CONSUMER.CREATE.{NOTIFY_QUEUE.name}.notify.>",
    f"$JS.API.CONSUMER.MSG.NEXT.{NOTIFY_QUEUE.name}.notify",
    f"$JS.ACK.{NOTIFY_QUEUE.name}.>",
)
_CLAIMING: Final = (
    names_subject("*"),
    f"$JS.API.STREAM.MSG.GET.{NAMES_NAME}",
    f"$JS.API.STREAM.INFO.{NAMES_NAME}",
    HOLD,
)
# What is claimed is read, and who claims is answered.
_HOLDING: Final = (f"$JS.API.STREAM.MSG.GET.{NAMES_NAME}", "_INBOX.awards.>")


def _sharing(service: str) -> tuple[str, ...]:
    """What replicas of one service say among themselves; an answer goes to an inbox that only they listen on."""
    return *_taking_turns(service), pens_subject(service, "*"), f"_INBOX.{service}.>", trouble_subject(service)


def _taking_turns(service: str) -> tuple[str, ...]:
    """Who of a service's replicas does what one does."""
    return lease_subject(service), f"$JS.API.STREAM.MSG.GET.{LEASES_NAME}"


MAY_PUBLISH: Final[Mapping[str, tuple[str, ...]]] = {
    **{owner: (log_subject("*", owner), *_READING, *_sharing(owner)) for owner in OWNERS},
    READER: (*_READING, *_taking_turns(READER), trouble_subject(READER)),
    PROVISION: (
        "$JS.API.INFO",
        *(f"$JS.API.STREAM.{verb}.{name}" for name in STREAMS for verb in ("INFO", "CREATE")),
    ),
    GROW: tuple(f"$JS.API.STREAM.{verb}.{name}" for name in STREAMS for verb in ("INFO", "UPDATE")),
    "tracking": (log_subject("*", "tracking"), *_READING, *_sharing("tracking"), *_HOLDING),
    "awards": (log_subject("*", "awards"), AWARDS_PROGRESS, *_READING, *_sharing("awards"), *_CLAIMING),
    "notify": (log_subject("*", "notify"), *_READING, *_WORKING, *_sharing("notify")),
    # Sees who is connected, and closes the connections of revoked tokens.
    KEEPER: (CONNECTIONS, kick_subject("*")),
}
# Beside the own inbox.
MAY_HEAR: Final[Mapping[str, tuple[str, ...]]] = {
    **{owner: (pens_subject(owner, "*"),) for owner in OWNERS},
    "tracking": (pens_subject("tracking", "*"), HOLD),
    "notify": (pens_subject("notify", "*"), AWARDS_PROGRESS, ALL_TROUBLES),
}


@dataclass(frozen=True, slots=True)
class Tls:
    """What a server shows: a certificate's chain, its key, and a `name` in it; `ca` is who signs those of a cluster."""

    chain: Path
    key: Path
    name: str = ""
    ca: Path | None = None


def make_seeds(folder: Path) -> dict[str, str]:
    """Every key's seed, read from `folder`; made there (0600) at the first call. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {name: _seed(seed_file(folder, name), kind) for name, kind in _KEYS.items()}


def seed_file(folder: Path, name: str) -> Path:
    """Where one key's seed lies in a folder of seeds."""
    return folder / f"nats-{name}.seed"


def public_key(seed: str) -> str:
    """The half of a key pair that the server may know."""
    pair = nkeys.from_seed(bytearray(seed.encode()))  # type: ignore[no-untyped-call]
    key: bytes = pair.public_key
    return key.decode()


def server_config(
    *,
    port: int,
    store: Path,
    log_file: Path,
    seeds: Mapping[str, str],
    host: str = "127.0.0.1",
    tls: Tls | None = None,
) -> str:
    """The configuration of the embedded server; it holds public keys only."""
    return f"""\
# Written by deploy/nats/accounts.py at every start; changes are lost.
server_name: thidua
listen: "{host}:{port}"
max_payload: 2MB
log_file: {_quoted(log_file)}
logfile_size_limit: 10MB
logfile_max_num: 3
jetstream {{
  store_dir: {_quoted(store)}
  sync_interval: always
}}
{_shown(tls)}{_accounts(seeds)}"""


def cluster_config(nodes: Sequence[str], *, seeds: Mapping[str, str], tls: Tls | None = None) -> str:
    """One configuration for every node of a cluster; each takes its own name from NATS_NODE. Public keys only.

    With `tls`, whose files are where the servers run, clients and servers among themselves speak in secret.
    """
    routes = json.dumps([f"{'tls' if tls else 'nats'}://{node}:6222" for node in nodes])
    return f"""\
# Written by `thidua cluster`; run it again rather than changing this.
server_name: $NATS_NODE
listen: "0.0.0.0:4222"
http: "0.0.0.0:8222"
max_payload: 2MB
jetstream {{
  store_dir: "/data"
  sync_interval: always
}}
cluster {{
  name: thidua
  listen: "0.0.0.0:6222"
  routes: {routes}
{_shown_to_routes(tls)}}}
{_shown(tls)}{_accounts(seeds)}"""


def _shown(tls: Tls | None) -> str:
    """Clients that speak TLS at once are heard at once; to all others the server says first that it wants it.

    It waits longer for the first word than by itself (50 ms): to a slow client it would speak before it was spoken to.
    """
    if tls is None:
        return ""
    return f"""\
tls {{
  cert_file: {_quoted(tls.chain)}
  key_file: {_quoted(tls.key)}
  min_version: "1.2"
  handshake_first: "300ms"
  timeout: 5
}}
"""


def _shown_to_routes(tls: Tls | None) -> str:
    """Among themselves both sides prove who they are."""
    if tls is None:
        return ""
    ca = f"    ca_file: {_quoted(tls.ca)}\n" if tls.ca else ""
    return f"""\
  tls {{
    cert_file: {_quoted(tls.chain)}
    key_file: {_quoted(tls.key)}
{ca}    timeout: 5
  }}
"""


def _accounts(seeds: Mapping[str, str]) -> str:
    """Who signs in, and what each may do: the same on one server and on each of a cluster."""
    keys = {name: public_key(seed) for name, seed in seeds.items()}
    users = ",\n".join(_user(user, keys[user]) for user in (*USERS, GROW))
    return f"""\
accounts {{
  {SERVICES_ACCOUNT} {{
    jetstream: enabled
    users: [
{users}
    ]
  }}
  {DOOR_ACCOUNT} {{
    users: [
      {_door(keys[DOOR])}
    ]
    exports: [ {{ service: "{WHOLE_INTAKE}", accounts: [{UNITS_ACCOUNT}] }} ]
  }}
  {SYSTEM_ACCOUNT} {{
    users: [
{_user(KEEPER, keys[KEEPER])}
    ]
  }}
  {UNITS_ACCOUNT} {{
    imports: [ {{ service: {{ account: {DOOR_ACCOUNT}, subject: "{WHOLE_INTAKE}" }}, share: true }} ]
  }}
}}
system_account: {SYSTEM_ACCOUNT}
authorization {{
  auth_callout {{
    issuer: {keys[ISSUER]}
    account: {DOOR_ACCOUNT}
    auth_users: {json.dumps([keys[user] for user in SIGNING_IN])}
  }}
}}
"""


def _user(user: str, key: str) -> str:
    publish = json.dumps(MAY_PUBLISH[user])
    hear = json.dumps([f"_INBOX.{user}.>", *MAY_HEAR.get(user, ())])
    return f"      {{ nkey: {key}, permissions: {{ publish: {publish}, subscribe: {hear} }} }}"


def _door(key: str) -> str:
    """The door hears what units send and who wants to be one, and says nothing but one answer to each."""
    hear = json.dumps([SIGN_IN, WHOLE_INTAKE])
    answers = f'{{ max: 1, expires: "{_ANSWER_WITHIN}" }}'
    return f"{{ nkey: {key}, permissions: {{ publish: [], subscribe: {hear}, allow_responses: {answers} }} }}"


def _quoted(path: Path) -> str:
    return json.dumps(str(path.absolute()), ensure_ascii=False)


def _seed(path: Path, kind: int) -> str:
    if not path.exists():
        made = path.with_suffix(".new")
        made.unlink(missing_ok=True)
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            seed = nkeys.encode_seed(os.urandom(32), kind)  # type: ignore[no-untyped-call]
            file.write(seed)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    return path.read_text(encoding="ascii").strip()
