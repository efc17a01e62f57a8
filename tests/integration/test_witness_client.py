"""How audit talks to a witness: on one connection, which nobody holds open when both are done."""

import socket
from concurrent.futures import ThreadPoolExecutor

from shared.adapters.witness_client import Reply, WitnessClient

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
REQUEST = b"old 0\n"
SECONDS = 120


def test_who_is_closed_while_it_asks_again_leaves_no_connection_behind() -> None:
    with ThreadPoolExecutor(1) as asking, socket.create_server(("127.0.0.1", 0)) as witness:
        witness.settimeout(SECONDS)
        client = WitnessClient(f"http://127.0.0.1:{witness.getsockname()[1]}")
        reply = asking.submit(client.add_checkpoint, REQUEST)
        first, _ = witness.accept()
        with first:
            heard(first)
            client.close()  # by the thread that ends the service, while another waits for the answer
        second, _ = witness.accept()
        with second:
            second.settimeout(SECONDS)
            heard(second)
            second.sendall(ANSWER)

            assert reply.result(SECONDS) == Reply(200, "text/plain", b"ok")
            assert second.recv(65_536) == b""


def heard(connection: socket.socket) -> None:
    """Wait for a whole request."""
    came = b""
    while not came.endswith(REQUEST):
        came += connection.recv(65_536)
