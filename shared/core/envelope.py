"""The CloudEvents 1.0 envelope: what a client sends (Statement) and what the log keeps (Fact). Knows no transport.

A Fact's line is the whole fact: who said it, when it happened, when it was recorded, what caused it. Attribute names
are CloudEvents extensions (lower-case letters and digits only).
"""

import functools
import operator
from collections.abc import Set as AbstractSet
from typing import Any, Final

import msgspec

from shared.core.events import (
    CATALOGUE,
    CampaignAmended,
    CampaignLaunched,
    Data,
    HouseholdVerified,
    ReportCorrected,
    ReportSubmitted,
)
from shared.core.open_forms import OPEN_FORMS
from shared.core.values import CampaignId, Id

MAX_FACT_BYTES: Final = 60_000
MAX_COMMIT_FACTS: Final = 1_000
MAX_COMMIT_BYTES: Final = 900_000


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", gc=False):
    """A CloudEvent as a client states it; `subject` is the server's to set and refused here."""

    specversion: str
    id: Id
    source: Id
    time: str
    campaign: CampaignId
    data: Data
    datacontenttype: str = "application/json"
    traceparent: str = ""
    tracestate: str = ""


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", gc=False):
    """One recorded event, as its line in the log says it."""

    specversion: str = "1.0"
    id: str
    source: str
    subject: str
    time: str
    campaign: str
    recordedat: str
    actor: str
    correlationid: str
    causationid: str | msgspec.UnsetType = msgspec.UNSET
    registryat: str | msgspec.UnsetType = msgspec.UNSET
    traceparent: str | msgspec.UnsetType = msgspec.UNSET
    contentmac: str
    nonce: str
    data: Data


def _per_type(base: type[Statement] | type[Fact], cls: type[Data], data: type[Data]) -> type:
    """The envelope class whose `data` is of one type, tagged with its wire name."""
    return msgspec.defstruct(
        f"{cls.__name__}{base.__name__}",
        [("data", data)],
        bases=(base,),
        tag=cls.wire,
        tag_field="type",
        kw_only=True,
        frozen=True,
        gc=False,
        module=__name__,
    )


STATEMENT_CLASSES: Final = {cls: _per_type(Statement, cls, OPEN_FORMS.get(cls, cls)) for cls in CATALOGUE.values()}
FACT_CLASSES: Final = {cls: _per_type(Fact, cls, cls) for cls in CATALOGUE.values()}


class _Kind(msgspec.Struct, gc=False):
    """Of a line, only its type."""

    type: str


def _decoder(classes: list[type]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(functools.reduce(operator.or_, classes))


_statement_decoder: Final = _decoder(list(STATEMENT_CLASSES.values()))
_fact_decoder: Final = _decoder(list(FACT_CLASSES.values()))
_kind_decoder: Final = msgspec.json.Decoder(_Kind)
_encoder: Final = msgspec.json.Encoder()
_canonical: Final = msgspec.json.Encoder(order="deterministic")
# These take whole and broken numbers in one field, where 1 and 1.0 are one value in JSON and two in Python.
_ANY_NUMBER: Final = frozenset({HouseholdVerified, ReportSubmitted, ReportCorrected, CampaignLaunched, CampaignAmended})


def decode_statement(body: bytes | msgspec.Raw) -> Statement:
    """Read one structured CloudEvent; raises msgspec.ValidationError or DecodeError with a path in its message."""
    statement: Statement = _statement_decoder.decode(body)
    return statement


def decode_fact(line: bytes) -> Fact:
    """Read one line of the log."""
    fact: Fact = _fact_decoder.decode(line)
    return fact


def decode_commit(payload: bytes) -> list[Fact]:
    """Read every line of a commit, in order."""
    facts: list[Fact] = _fact_decoder.decode_lines(payload)
    return facts


def decode_some(payload: bytes, wires: AbstractSet[str]) -> list[Fact | None]:
    """Read the lines of a commit that are of these wire types, None for each other; those cost a third."""
    kinds = [kind.type for kind in _kind_decoder.decode_lines(payload)]
    if wires.isdisjoint(kinds):
        return [None] * len(kinds)
    if wires >= set(kinds):
        return [*decode_commit(payload)]
    lines = payload.split(b"\n")
    return [decode_fact(line) if kind in wires else None for kind, line in zip(kinds, lines, strict=True)]


def encode_fact(fact: Fact) -> bytes:
    """The line of a fact, without line end."""
    return _encoder.encode(fact)


def content_of(statement: Statement) -> bytes:
    """What makes two statements the same: all attributes but tracing, and data, in one canonical form."""
    data: object = statement.data
    if type(data) in _ANY_NUMBER:
        data = _one_number_form(msgspec.to_builtins(data))
    return _canonical.encode(
        (type(statement.data).wire, statement.id, statement.source, statement.time, statement.campaign, data)
    )


def _one_number_form(value: object) -> object:
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _one_number_form(item) for key, item in value.items()}
        case list() | tuple():
            return [_one_number_form(item) for item in value]
        case _:
            return value


def position_of(number: int, place: int) -> int:
    """Where a fact stands: commit number x 1000 + its place in the commit."""
    return number * 1_000 + place
