"""A forger makes the frame of a bundle fit what they changed in it: the grammar, or what was signed, still shows it."""

import sys
from collections.abc import Iterator
from typing import Final

import pytest

from services.audit.domain.findings import Wrong
from tests.unit.audit.bundles import long_log, part, resealed, sections_of, signed_bundle, verify

PART: Final = part(4_000, 6_030)
WHOLE: Final = signed_bundle(long_log(), signed_at=())
# Not `keys`: who gives keys of their own relies on none that a bundle names. Not `facts`: see test_bundle_tampered.
LIGHT: Final = ("about", "nodes", "checkpoint", "definition", "tile")


def changed(bundle: bytes) -> Iterator[tuple[str, bytes]]:
    sections = [(section.name, section.content) for section in sections_of(bundle)]
    for number, (name, content) in enumerate(sections):
        before, after = sections[:number], sections[number + 1 :]
        for what, other in others(content) if name.startswith(LIGHT) else ():
            yield f"{name}, {what}", resealed([*before, (name, other), *after])


def others(content: bytes) -> Iterator[tuple[str, bytes]]:
    """At most some 400 bytes, each changed; and other lengths."""
    for at in range(0, len(content), max(1, len(content) // 400)):
        yield f"byte {at}", content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :]
    for other in (content[:-1], content + content, content + b"\n", b""):
        yield f"{len(other)} bytes", other


@pytest.mark.parametrize("bundle", [PART, WHOLE], ids=["part", "whole"])
def test_no_section_can_be_changed_and_sealed_anew(bundle: bytes) -> None:
    assert verify(bundle).facts

    tried = 0
    for what, other in changed(bundle):
        tried += 1
        with pytest.raises(Wrong):
            pytest.fail(f"{what} went undetected: {verify(other)}")

    sys.stdout.write(f"\nresealed: {tried} changes tried, {tried} detected\n")
    assert tried > 100


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"commit 3 0 8 3", b"commit 4 0 8 3"),
        (b"commit 3 0 8 3", b"commit 3 1 8 3"),
        (b"commit 3 0 8 3", b"commit 3 0 9 3"),
        (b"commit 3 0 8 3", b"commit 3 0 8 2"),
        (b"commit 3 0 8 3", b"commit 03 0 8 3"),
        (b"commit 3 0 8 3", b"Commit 3 0 8 3"),
        (b" tracking hoa-binh-450 commit-3", b" awards hoa-binh-450 commit-3"),
        (b" tracking hoa-binh-450 commit-3", b" nobody hoa-binh-450 commit-3"),
        (b" tracking hoa-binh-450 commit-3", b" tracking other commit-3"),
        (b" tracking hoa-binh-450 commit-3", b" tracking hoa-binh-450 commit-2"),
    ],
)
def test_the_line_of_a_commit_is_held_against_its_neighbours_and_its_facts(was: bytes, becomes: bytes) -> None:
    sections = [(section.name, section.content) for section in sections_of(signed_bundle())]

    other = resealed([(name, content.replace(was, becomes)) for name, content in sections])

    assert other != signed_bundle()
    with pytest.raises(Wrong):
        verify(other)
