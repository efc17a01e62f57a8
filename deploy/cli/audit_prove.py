"""`thidua audit prove`: an offline proof that a fact is in the log, in one small file that other tools read too."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from deploy.cli.options import Where
from deploy.cli.terminal import notice, say
from deploy.local.installation import Installation

if TYPE_CHECKING:
    from services.audit.domain.extracting import Extracted

POSITION = typer.Argument(metavar="POSITION", min=0, help="Where the fact stands, as the answer to its sender said.")
BUNDLE = typer.Option("--bundle", metavar="FILE", help="An exported bundle instead of an installation; no server runs.")
KEY = typer.Option("--key", metavar="VKEY", help="A public key that you have from elsewhere; again for a witness's.")
OUT = typer.Option("--out", metavar="FILE", help="Where to write the proof, e.g. fact.tlog-proof (default: stdout).")
FACT = typer.Option("--fact", metavar="FILE", help="Where to write the fact itself, byte for byte as it is stored.")
AS_JSON = typer.Option("--json", help="One JSON object with the fact and its proof.")


def prove(
    where: Where,
    position: Annotated[int, POSITION],
    *,
    bundle: Annotated[Path | None, BUNDLE] = None,
    key: Annotated[list[str] | None, KEY] = None,
    out: Annotated[Path | None, OUT] = None,
    fact: Annotated[Path | None, FACT] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Print the proof (C2SP tlog-proof) that the fact at a position is in the signed log."""
    from deploy.local.proving import prove as prove_live  # noqa: PLC0415
    from deploy.local.proving import prove_from_file  # noqa: PLC0415

    keys = tuple(key or ())
    if bundle is None:
        found = asyncio.run(prove_live(Installation(where.data), position, keys=keys))
    else:
        found = prove_from_file(bundle, position, keys=keys)
    proof = found.proof.text()
    if out is not None:
        out.write_bytes(proof)
    if fact is not None:
        fact.write_bytes(found.line)
    if as_json:
        say(_json_of(position, found))
    elif out is None:
        say(proof.decode().removesuffix("\n"))
    signers = ", ".join(found.signers)
    notice(
        f"Vị trí {position} là lá số {found.proof.index} của nhật ký, do {signers} ký.",
        f"Position {position} is leaf {found.proof.index} of the log, signed by {signers}.",
    )


def _json_of(position: int, found: "Extracted") -> str:
    told = {
        "position": position,
        "leaf": found.proof.index,
        "signers": found.signers,
        "fact": found.line.decode(),
        "proof": found.proof.text().decode(),
    }
    return msgspec.json.encode(told).decode()
