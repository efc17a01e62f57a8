"""Each process gets copies of the keys it needs in a folder of its own, and of no others. Makes no seed.

Certificates are made and renewed here too, for what runs in containers: how they are called there is known.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from deploy.local.authority import CA, Authority
from deploy.nats.accounts import Tls, seed_file
from deploy.processes import processes, services
from shared.adapters.durable_files import write_whole

NATS: Final = "nats"
POSTGRES: Final = "postgres"
FRONT: Final = "front"
ANY: Final = "thidua"  # a name that every service bears, for a front that asks all of them under one
HERE: Final = ("localhost", "127.0.0.1")
# Where the servers of NATS find what is handed out to them, in compose as on Kubernetes.
IN_CONTAINERS: Final = Tls(Path("/conf/nats.pem"), Path("/conf/nats.key"), ca=Path("/conf/ca.pem"))
_OWN: Final = 0o600
_ANYBODYS: Final = 0o444  # servers of others run as users of their own; nobody else sees their folder


def hand_out(keys: Path, to: Path, *, nodes: Sequence[str], now: datetime) -> datetime:
    """Copy to `to/PROCESS` what each needs out of `keys`; make certificates first, renew those that end soon.

    Until when all of them are good. Raises OSError, ValueError where the authority cannot be read.
    """
    names = {NATS: [*nodes, *HERE], POSTGRES: [POSTGRES, *HERE], **{one: [one, ANY, *HERE] for one in services()}}
    authority = Authority(keys, now)
    ends = [authority.keep(file, called) for file, called in names.items()]
    for name, process in processes().items():
        if process.keys:
            shown = {"tls.pem": f"{name}.pem", "tls.key": f"{name}.key"} if name in names else {}
            seeds = {seed_file(to, key).name: seed_file(keys, key).name for key in process.keys}
            _copy(keys, to / name, {**seeds, **shown, f"{CA}.pem": f"{CA}.pem"}, mode=_OWN)
    for server in (NATS, POSTGRES):
        own = (f"{server}.pem", f"{server}.key", f"{CA}.pem")
        _copy(keys, to / server, dict(zip(own, own, strict=True)), mode=_ANYBODYS)
    _copy(keys, to / FRONT, {f"{CA}.pem": f"{CA}.pem"}, mode=_ANYBODYS)
    return min(ends)


def _copy(keys: Path, folder: Path, wanted: Mapping[str, str], *, mode: int) -> None:
    """Have there what is wanted, and no seed besides."""
    folder.mkdir(mode=0o700 if mode == _OWN else 0o755, parents=True, exist_ok=True)
    for name, source in wanted.items():
        write_whole(folder / name, (keys / source).read_bytes(), mode=mode)
    for left in folder.glob("*.seed"):
        if left.name not in wanted:
            left.unlink()
