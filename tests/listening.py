"""Where a server in a test's own process listens. Knows no product code."""

import socket


def listening_socket() -> socket.socket:
    """A port of its own that takes connections from now on, and sends whatever is written at once.

    asyncio asks for that only where a socket was made by the number of TCP, as those are which it opens itself. Else
    each answer's body waits for the client's word that the head came: 40 ms of nothing a request. What is accepted has
    it from the socket that listens.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
