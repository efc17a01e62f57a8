"""What the pen and the log are fed with when no door is measured: commands and facts of the campaign. Sends nothing."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from benchmarks.campaign import CAMPAIGN, LAUNCH, LONG_AGO, SOURCE, UNIT, activity
from shared.core.decider import Command, fact_of
from shared.core.envelope import content_of, decode_statement, encode_fact
from shared.core.events import REGISTRY, REGISTRY_THINGS, ActivityVerified, Data
from shared.core.index import hash64

RECORDED_AT: Final = "2025-09-01T00:00:00.000Z"


def reported(run: str, number: int) -> Command:
    """The activity of this number on its way to the pen."""
    statement = decode_statement(activity(run, number))
    mac = f"{hash64(content_of(statement).hex()):032x}"
    return Command(
        id=statement.id,
        source=SOURCE,
        time=statement.time,
        campaign=CAMPAIGN,
        data=statement.data,
        key=hash64(SOURCE, statement.id),
        contentmac=mac,
        nonce=mac,
        recorded_at=RECORDED_AT,
        role="unit",
        unit_id=UNIT,
        actor=f"unit:{UNIT}",
    )


def told(data: Data) -> Command:
    """What an admin or verifier states, on its way to the pen."""
    name = f"{data.short}/{getattr(data, data.first_id)}"
    mac = f"{hash64(name):032x}"
    return Command(
        id=name,
        source="/benchmarks",
        time=LONG_AGO,
        campaign=REGISTRY if data.thing in REGISTRY_THINGS else CAMPAIGN,
        data=data,
        key=hash64("/benchmarks", name),
        contentmac=mac,
        nonce=mac,
        recorded_at=RECORDED_AT,
        role="admin",
        unit_id="",
        actor="admin:0",
    )


def line(command: Command) -> bytes:
    """The line of the fact that a command becomes."""
    return encode_fact(fact_of(command, recorded_at=RECORDED_AT, registry_at=1_000))


def history(facts: int, *, size: int) -> Iterator[bytes]:
    """The commits of a campaign of so many facts: its launch, then activities; of each nine, the first is verified."""
    lines = [line(told(data)) for data in LAUNCH]
    return in_commits(chain(lines, worked(facts - len(lines))), size=size)


def worked(facts: int) -> Iterator[bytes]:
    """The lines of so many facts of a campaign that is launched already."""
    for number in range(facts):
        checks = number % 10 == 9
        yield line(told(ActivityVerified(f"HD-r-{number - 9:09d}")) if checks else reported("r", number))


def in_commits(lines: Iterable[bytes], *, size: int) -> Iterator[bytes]:
    """The same as payloads of so many facts."""
    left = iter(lines)
    while some := list(islice(left, size)):
        yield b"\n".join(some)
