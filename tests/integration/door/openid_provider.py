"""A small OpenID Connect provider on a port of its own, that checks what it is asked and lies where a test wants it to.

It follows OpenID Connect Core (code flow), Discovery and RFC 7636 (PKCE, S256), with one person, always signed in.
"""

import base64
import http.server
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT: Final = "thidua"
SECRET: Final = "the client's own secret"
EMAIL: Final = "lan@vpubnd.example.vn"


class OpenIdProvider:
    """What it is asked for and what it says; `claims`, `besides`, `header` and `key` are what a test may change."""

    def __init__(self) -> None:
        self.url = ""
        self.own_key = ECKey.generate_key("P-256", {"kid": "1"})
        self.key = self.own_key
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "ES256", "kid": "1"}
        self.besides: dict[str, Any] = {}  # what it tells of the person beside the token
        self.told: list[str] = []  # every token it ever made
        self._asked: dict[str, dict[str, str]] = {}  # by code, which is good once

    def get(self, path: str, asked: dict[str, str]) -> tuple[int, dict[str, Any] | str]:
        """An answer: JSON, or where a browser is sent."""
        match path:
            case "/.well-known/openid-configuration":
                ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
                ends |= {"userinfo_endpoint": "me"} if self.besides else {}
                ways = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
                return 200, {"issuer": self.url} | {name: f"{self.url}/{end}" for name, end in ends.items()} | ways
            case "/keys":
                return 200, {"keys": [{**self.own_key.as_dict(private=False), "use": "sig"}]}
            case "/me":
                return 200, self.besides
            case "/authorize":
                assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
                assert "openid" in asked["scope"].split()
                assert asked["code_challenge_method"] == "S256"
                code = secrets.token_urlsafe(16)
                self._asked[code] = asked
                return 303, f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
        return 404, {}

    def post(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The token endpoint."""
        asked = self._asked.pop(form["code"], None)
        if asked is None or form["client_secret"] != SECRET or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        stated = {"iss": self.url, "aud": CLIENT, "sub": "248289761001", "iat": now, "exp": now + 300}
        stated |= {"nonce": asked["nonce"], "email": EMAIL, "email_verified": True, **self.claims}
        stated = {name: value for name, value in stated.items() if value is not None}
        id_token = jwt.encode(self.header, stated, self.key, algorithms=["ES256", "none"])
        access_token = secrets.token_urlsafe(24)
        self.told += [id_token, access_token]
        return 200, {"access_token": access_token, "token_type": "Bearer", "id_token": id_token}


@contextmanager
def open_id_provider() -> Iterator[OpenIdProvider]:
    """A provider that answers until the end."""
    provider = OpenIdProvider()

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            self._say(*provider.get(asked.path, _plain(asked.query)))

        def do_POST(self) -> None:
            self._say(*provider.post(_plain(self.rfile.read(int(self.headers["content-length"])).decode())))

        def _say(self, status: int, said: dict[str, Any] | str) -> None:
            content = b"" if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            if isinstance(said, str):
                self.send_header("location", said)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _plain(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
