"""The files that pages need (style, script, font, icon), served from memory under their edition. It knows no page."""

from hashlib import sha256
from importlib import resources
from typing import Final, NamedTuple

from fastapi import Response

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}
# Nothing from elsewhere, nothing inline: neither script nor style nor font. Of every page and file.
SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none, what a form of ours sends would come from nowhere (ADR-0016)
}
_A_YEAR: Final = "public, max-age=31536000, immutable"


class _File(NamedTuple):
    content: bytes
    media_type: str


class Assets:
    """Every file in `static/`. Their common edition stands in each address, so browsers may keep them for ever."""

    def __init__(self) -> None:
        folder = resources.files(__package__) / "static"
        found = sorted((file.name, file.read_bytes()) for file in folder.iterdir() if file.is_file())
        self._files = {name: _File(content, _TYPES[name.rpartition(".")[2]]) for name, content in found}
        self.edition = sha256(repr(found).encode()).hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where a file is served. Raises KeyError if there is none of this name."""
        assert self._files[name]  # noqa: S101 - a template that names no file is found by its first test
        return f"/static/{self.edition}/{name}"

    def answer(self, edition: str, name: str) -> Response | None:
        """A file, or None; one of another edition is not to be kept."""
        file = self._files.get(name)
        if file is None:
            return None
        keep = _A_YEAR if edition == self.edition else "no-cache"
        return Response(file.content, media_type=file.media_type, headers=SECURITY | {"Cache-Control": keep})
