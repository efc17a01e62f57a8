"""Each process gets copies of the keys it needs in a folder of its own, and of no others. Makes no key."""

from pathlib import Path

from deploy.nats.accounts import seed_file
from deploy.processes import processes
from shared.adapters.durable_files import write_whole


def hand_out_seeds(keys: Path, to: Path) -> None:
    """Copy out of the folder `keys`, for each process that signs in at NATS, its seeds to the folder `to/PROCESS`.

    A seed that a process needs no more is taken back. Raises OSError.
    """
    for name, process in processes().items():
        if not process.keys:
            continue
        folder = to / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted = {seed_file(folder, key): seed_file(keys, key) for key in process.keys}
        for place, seed in wanted.items():
            write_whole(place, seed.read_bytes(), mode=0o600)
        for left in set(folder.glob("nats-*.seed")) - wanted.keys():
            left.unlink()
