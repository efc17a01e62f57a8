"""Where a bucket of a store that speaks S3 is, and whose keys sign what is asked of it. It asks nothing."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


class BadBucketUrl(ValueError):
    """No address of a bucket."""


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """Where a bucket is and whose keys sign: `https://KEY:SECRET@HOST[:PORT]/BUCKET[/PREFIX][?region=R]`."""

    origin: str
    host: str
    path: str
    region: str
    key: str
    secret: str = field(repr=False)

    @classmethod
    def read(cls, url: str) -> Self:
        """Raises BadBucketUrl."""
        try:
            parts = urlsplit(url)
            host = _host(parts)
            regions = parse_qs(parts.query, strict_parsing=bool(parts.query))
        except ValueError:
            raise BadBucketUrl from None
        path = unquote(parts.path).strip("/")
        if parts.scheme not in ("http", "https") or not (host and path and parts.username and parts.password):
            raise BadBucketUrl
        if regions.keys() - {"region"}:
            raise BadBucketUrl
        region = regions.get("region", ["us-east-1"])[0]
        key, secret = unquote(parts.username), unquote(parts.password)
        return cls(f"{parts.scheme}://{host}", host, f"/{path}/", region, key, secret)

    @property
    def bucket(self) -> str:
        """The path of the bucket itself, and behind it the prefix of what is ours in it."""
        return f"/{self.path.split('/')[1]}"

    @property
    def prefix(self) -> str:
        """How the names of all that is ours in the bucket begin."""
        return self.path[len(self.bucket) + 1 :]


def _host(parts: SplitResult) -> str:
    """Host and port as a request names them. Raises ValueError."""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"
