"""A way to the log on which answers are lost: it drops connections between a commit and its acknowledgement."""

import asyncio
from enum import Enum
from random import Random

from tests.faults.link import CHUNK, Link, Way

COMMIT, ACK = b"HPUB log.", b'"stream":"LOG"'  # a commit on its way there, and the server's answer to one


class Loss(Enum):
    """At which moment a connection drops."""

    STORED = "the server has stored the commit and its acknowledgement is on the way back"
    SENT = "the commit has just left, and nobody knows whether the server got it"


class LosingProxy(Link):
    """Passes bytes on to a NATS server; one commit in `one_in` costs its connection, as the dice fall."""

    def __init__(self, port: int, *, dice: Random, one_in: int) -> None:
        super().__init__(port)
        self._dice = dice
        self._one_in = one_in
        self.lost = dict.fromkeys(Loss, 0)

    def _ways(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> tuple[Way, Way]:
        losing = asyncio.Event()
        return self._to_server(reader, back, losing), self._to_client(there, writer, losing)

    async def _to_server(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter, losing: asyncio.Event) -> None:
        while chunk := await reader.read(CHUNK):
            loss = None
            if COMMIT in chunk and not losing.is_set() and self._dice.randrange(self._one_in) == 0:
                loss = self._dice.choice(list(Loss))
            if loss is Loss.STORED:
                losing.set()
            back.write(chunk)
            await back.drain()
            if loss is Loss.SENT:
                self.lost[loss] += 1
                return

    async def _to_client(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        while chunk := await there.read(CHUNK):
            if losing.is_set() and ACK in chunk:
                self.lost[Loss.STORED] += 1
                return
            writer.write(chunk)
            await writer.drain()
