"""What one replica asks another that holds a pen, and what that one says: how it is written on the way. Pure.

A command goes as the fact that it would become, sealed and with its MAC, and beside it who speaks.
"""

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

import msgspec

from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused, fact_of
from shared.core.envelope import decode_fact, encode_fact
from shared.core.index import hash64

How: TypeAlias = Literal["each", "whole", "trial", "reached"]


class _Spoken(msgspec.Struct, array_like=True, frozen=True, gc=False):
    role: str
    unit_id: str
    fact: msgspec.Raw


class Asked(msgspec.Struct, array_like=True, frozen=True):
    """Commands of one campaign and how they are to be decided; or up to which position everything is to be done."""

    how: How
    campaign: str = ""
    spoken: Sequence[_Spoken] = ()
    position: int = 0

    def commands(self) -> list[Command]:
        """The commands as they were asked. Raises msgspec.MsgspecError."""
        return [_command(one) for one in self.spoken]


class _Told(msgspec.Struct, array_like=True, frozen=True, gc=False):
    kind: Literal["recorded", "duplicate", "differs", "refused"]
    number: int
    code: str = ""
    vi: str = ""
    en: str = ""


class Said(msgspec.Struct, array_like=True, frozen=True):
    """The answers, or up to where it is done; else what is in the way."""

    told: Sequence[_Told] = ()
    position: int = 0
    trouble: Literal["", "unavailable", "damaged", "late"] = ""
    why: str = ""

    def answers(self) -> list[Answer]:
        """The answers in order."""
        return [_answer(one) for one in self.told]


_KINDS: Final[dict[str, type[Recorded] | type[Duplicate] | type[ContentDiffers]]] = {
    "recorded": Recorded,
    "duplicate": Duplicate,
    "differs": ContentDiffers,
}
_encode: Final = msgspec.json.Encoder().encode
_decode_asked: Final = msgspec.json.Decoder(Asked).decode
_decode_said: Final = msgspec.json.Decoder(Said).decode


def asked(how: How, campaign: str, commands: Sequence[Command]) -> bytes:
    """Commands on their way to the holder of their pen."""
    facts = [fact_of(one, recorded_at=one.recorded_at, registry_at=0) for one in commands]
    spoken = [
        _Spoken(one.role, one.unit_id, msgspec.Raw(encode_fact(fact)))
        for one, fact in zip(commands, facts, strict=True)
    ]
    return _encode(Asked(how, campaign, spoken))


def asked_of_position(position: int) -> bytes:
    """The question whether everything is done that follows from facts up to a position."""
    return _encode(Asked("reached", position=position))


def read_asked(body: bytes) -> Asked:
    """What another replica asks. Raises msgspec.MsgspecError."""
    return _decode_asked(body)


def said(answers: Sequence[Answer]) -> bytes:
    """Answers on their way back."""
    return _encode(Said([_told(one) for one in answers]))


def said_where(position: int) -> bytes:
    """All is done, and shows to whoever is at this position."""
    return _encode(Said(position=position))


def said_trouble(trouble: Literal["unavailable", "damaged", "late"], why: str = "") -> bytes:
    """There is no answer, and why."""
    return _encode(Said(trouble=trouble, why=why))


def read_said(body: bytes) -> Said:
    """What the other replica says. Raises msgspec.MsgspecError."""
    return _decode_said(body)


def _command(spoken: _Spoken) -> Command:
    fact = decode_fact(bytes(spoken.fact))
    return Command(
        id=fact.id,
        source=fact.source,
        time=fact.time,
        campaign=fact.campaign,
        data=fact.data,
        key=hash64(fact.source, fact.id),
        contentmac=fact.contentmac,
        nonce=fact.nonce,
        recorded_at=fact.recordedat,
        role=spoken.role,
        unit_id=spoken.unit_id,
        actor=fact.actor,
        correlation_id=fact.correlationid,
        causation_id=fact.causationid or "",
        traceparent=fact.traceparent or "",
    )


def _told(answer: Answer) -> _Told:
    match answer:
        case Recorded(position):
            return _Told("recorded", position)
        case Duplicate(position):
            return _Told("duplicate", position)
        case ContentDiffers(position):
            return _Told("differs", position)
        case Refused(code, vi, en, status):
            return _Told("refused", status, code, vi, en)


def _answer(told: _Told) -> Answer:
    if told.kind == "refused":
        return Refused(told.code, told.vi, told.en, told.number)
    return _KINDS[told.kind](told.number)
