"""A mail server that takes every message and drops it, in a process of its own. Run with its port."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.client import HOST


class Dropping:
    """Whatever is handed over was taken."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        """The word of a server that took a message."""
        return "250 OK"


async def serve(port: int) -> None:
    """Take messages until ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Dropping(), loop=loop), HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
