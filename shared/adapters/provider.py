"""An OpenID Connect provider that vouches for people: code flow with PKCE. It knows no account, page or session.

What a browser keeps meanwhile is one secret, of which state, nonce and verifier are made; nothing is kept here. Neither
a token nor a claim is logged or told.
"""

import hmac
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Self
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import KeySet

from shared.adapters.vouching import NOT_BEGUN_HERE, NOT_VOUCHED, PROVIDER_AWAY, Asked, NotVouched, Vouched

# Signatures by a key that the provider alone has; never `none`, never one that is made with the client's own secret.
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "RS384", "RS512", "EdDSA")
LEEWAY_SECONDS: Final = 60
ANSWER_SECONDS: Final = 10.0
BASIC: Final = "client_secret_basic"  # which is meant where a provider does not say (OpenID Connect Discovery, 3)
ON_THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class Provider:
    """One provider, found by its issuer's address; `claim` says who somebody is, and `back_to` is our own address.

    An e-mail address counts only where the provider says that it is verified.
    """

    def __init__(
        self,
        issuer: str,
        *,
        client_id: str,
        client_secret: str,
        claim: str,
        back_to: str,
        now: Callable[[], datetime],
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._claim = claim
        self._back_to = back_to
        self._now = now

    @classmethod
    def of(cls, asked: Asked, *, back_to: str, now: Callable[[], datetime]) -> Self:
        """The provider that settings name."""
        named = {"client_id": asked.client_id, "client_secret": asked.client_secret, "claim": asked.claim}
        return cls(asked.issuer, **named, back_to=back_to, now=now)

    async def address(self, secret: str) -> str:
        """Where to send a browser that keeps this secret. Raises NotVouched (503)."""
        async with _client() as client:
            described = await self._described(client)
        asked = {
            "response_type": "code",
            "scope": "openid email profile",
            "client_id": self._client_id,
            "redirect_uri": self._back_to,
            "state": _made_of(secret, "state"),
            "nonce": _made_of(secret, "nonce"),
            "code_challenge": _base64(sha256(_made_of(secret, "verifier").encode()).digest()),
            "code_challenge_method": "S256",
        }
        address = described["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    async def vouched(self, secret: str, answered: Mapping[str, str]) -> Vouched:
        """Who somebody is, by what came back to the browser that keeps this secret. Raises NotVouched."""
        if not secret or not hmac.compare_digest(
            _made_of(secret, "state").encode(), answered.get("state", "").encode()
        ):
            raise NotVouched(NOT_BEGUN_HERE, "state")
        if "error" in answered or not answered.get("code"):
            raise NotVouched(NOT_VOUCHED, "error")
        if answered.get("iss", self._issuer) != self._issuer:  # RFC 9207: another provider's answer
            raise NotVouched(NOT_VOUCHED, "iss")
        async with _client() as client:
            described = await self._described(client)
            tokens = await self._exchanged(client, described, answered["code"], secret)
            keys = await _got(client, described["jwks_uri"])
            claims = self._claims(tokens["id_token"], keys, nonce=_made_of(secret, "nonce"))
            named = claims if self._claim in claims else await self._told_besides(client, described, tokens, claims)
        return Vouched(self._named(named), f"{self._issuer} {claims['sub']}")

    async def _described(self, client: httpx.AsyncClient) -> dict[str, Any]:
        described = await _got(client, f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        endpoints = [described.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if described.get("issuer") != self._issuer or not all(map(is_safe_address, (self._issuer, *endpoints))):
            raise NotVouched(PROVIDER_AWAY, "configuration")
        return described

    async def _exchanged(
        self, client: httpx.AsyncClient, described: Mapping[str, Any], code: str, secret: str
    ) -> dict[str, Any]:
        """The tokens that a code is good for; an ID token is among them."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back_to,
            "client_id": self._client_id,
            "code_verifier": _made_of(secret, "verifier"),
        }
        headers = {}
        if self._client_secret and BASIC in described.get("token_endpoint_auth_methods_supported", (BASIC,)):
            known = f"{quote_plus(self._client_id)}:{quote_plus(self._client_secret)}"  # RFC 6749, 2.3.1
            headers["authorization"] = f"Basic {b64encode(known.encode()).decode()}"
        elif self._client_secret:
            form["client_secret"] = self._client_secret
        try:
            answer = await client.post(described["token_endpoint"], data=form, headers=headers)
            told = answer.json() if answer.status_code == httpx.codes.OK else {}
        except (httpx.HTTPError, ValueError) as error:
            raise NotVouched(PROVIDER_AWAY, "token_endpoint") from error
        if not isinstance(told, dict) or not isinstance(told.get("id_token"), str):
            raise NotVouched(NOT_VOUCHED, "code")
        return told

    async def _told_besides(
        self,
        client: httpx.AsyncClient,
        described: Mapping[str, Any],
        tokens: Mapping[str, Any],
        claims: Mapping[str, Any],
    ) -> dict[str, Any]:
        """What the provider tells of the same person where it puts little into the token (OpenID Connect Core, 5.3)."""
        address, access = described.get("userinfo_endpoint"), tokens.get("access_token")
        if not is_safe_address(address) or not isinstance(access, str):
            return {}
        told = await _got(client, str(address), headers={"authorization": f"Bearer {access}"})
        if told.get("sub") != claims["sub"]:
            raise NotVouched(NOT_VOUCHED, "sub")
        return told

    def _claims(self, id_token: str, keys: dict[str, Any], *, nonce: str) -> dict[str, Any]:
        """What the provider states, if it is its own word, for us, for this sign-in and still good."""
        wanted = jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client_id},
            azp={"value": self._client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            signing = [
                key for key in keys.get("keys", []) if key.get("use", "sig") == "sig" and key.get("kty") != "oct"
            ]
            claims = jwt.decode(id_token, KeySet.import_key_set({"keys": signing}), algorithms=ALGORITHMS).claims
            wanted.validate(claims)
        except ClaimError as error:
            raise NotVouched(NOT_VOUCHED, error.claim) from None
        except (JoseError, ValueError, TypeError, AttributeError, KeyError):
            raise NotVouched(NOT_VOUCHED, "signature") from None
        return claims

    def _named(self, claims: Mapping[str, Any]) -> str:
        name = claims.get(self._claim)
        if not isinstance(name, str) or not name:
            raise NotVouched(NOT_VOUCHED, "claim")
        if self._claim == "email" and claims.get("email_verified") is not True:
            raise NotVouched(NOT_VOUCHED, "email_verified")
        return name.lower() if self._claim == "email" else name  # another claim is as the provider writes it


def is_safe_address(address: object) -> bool:
    """Whether what goes there can be read by nobody on the way: https, or on this machine."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE)


async def _got(client: httpx.AsyncClient, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    try:
        answer = await client.get(address, headers=headers)
        told = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise NotVouched(PROVIDER_AWAY, "configuration") from error
    if not isinstance(told, dict):
        raise NotVouched(PROVIDER_AWAY, "configuration")
    return told


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=ANSWER_SECONDS, follow_redirects=False)


def _made_of(secret: str, what: str) -> str:
    """One of the three values that go out; from none of them can another be told."""
    return _base64(hmac.digest(secret.encode(), what.encode(), "sha256"))


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
