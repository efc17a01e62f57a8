"""Reading a bundle: strictly, in order, and each byte of it once. It checks no hash of the tree and no signature."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from services.audit.domain.bundle import CLOSES_AT, About, Definition, Piece, Subtree, definition_text, subtrees_beside
from services.audit.domain.findings import Wrong
from services.audit.domain.sections import Section, SeekableSource, Source, find_sections, read_sections
from services.audit.domain.strict import hash_in, number_in
from shared.core.envelope import MAX_COMMIT_FACTS
from shared.core.subjects import OWNERS
from shared.core.values import Owner

_COMMIT: Final = re.compile(
    rb"commit ([1-9][0-9]{0,15}) (0|[1-9][0-9]{0,2}) (0|[1-9][0-9]{0,17}) ([1-9][0-9]{0,3}) ([1-9][0-9]{0,6})"
    rb" ([a-z]+) ([a-z0-9][a-z0-9-]{0,62}) ([^\n]{1,512})\n"
)
_OWNER_OF: Final[dict[bytes, Owner]] = {owner.encode(): owner for owner in OWNERS}


class Unpacking:
    """Reads a bundle: take `about`, `keys`, `handovers` and so on in this order, each once. All raise Wrong."""

    def __init__(self, source: Source) -> None:
        self._sections = read_sections(source)
        self._next = next(self._sections, None)

    def about(self) -> About:
        """What it holds."""
        return _about(self._take("about"))

    def keys(self) -> list[str]:
        """The public keys as it names them, the log's first."""
        section = self._take("keys")
        return _lines(section)

    def handovers(self) -> list[bytes]:
        """What old keys said of new ones, not opened."""
        return [section.content for section in self._while("handover")]

    def nodes(self, about: About) -> dict[Subtree, bytes]:
        """The hashes of all subtrees beside its facts."""
        wanted = subtrees_beside(about)
        if not wanted:
            return {}
        section = self._take("nodes")
        found = [_node(section, line) for line in _lines(section)]
        if [node for node, _ in found] != wanted:
            raise _unreadable(section)
        return dict(found)

    def checkpoints(self) -> list[Section]:
        """The signed checkpoints, not opened."""
        found = list(self._while("checkpoint"))
        if not found:
            self._take("checkpoint")
        return found

    def definitions(self) -> list[Definition]:
        """The facts from before that define the campaigns, not proven."""
        return [_definition(section) for section in self._while("definition")]

    def facts(self) -> Iterator[tuple[Section, Section]]:
        """The sections of facts, each with that of its leaf hashes; not even those are checked yet."""
        while self._next is not None and self._next.name == "facts":
            facts = self._next
            self._next = next(self._sections, None)
            yield facts, self._take("leaves")

    def tiles(self) -> Iterator[Section]:
        """The tiles; after them the bundle has ended."""
        while self._next is not None and self._next.name.startswith("tile/"):
            yield self._take(self._next.name)
        if self._next is not None:
            self._take("end")

    def _while(self, name: str) -> Iterator[Section]:
        while self._next is not None and self._next.name == name:
            yield self._take(name)

    def _take(self, name: str) -> Section:
        """The next section, which is to have this name and its own content."""
        section = self._next
        if section is None or section.name != name:
            place = section.place if section else "section end"
            raise Wrong(place, f"ở đây phải là mục {name}.", f"section {name} is to stand here: one was lost or moved.")
        section.check()
        self._next = next(self._sections, None)
        return section


def about_in(source: Source) -> About:
    """What a bundle says that it holds; nothing behind that is read. Raises Wrong."""
    return Unpacking(source).about()


def pieces_of(section: Section) -> list[Piece]:
    """The commits in a section of facts. Raises Wrong where it is not written as it should be."""
    content, at, found = section.content, 0, []
    while at < len(content):
        told = _COMMIT.match(content, at)
        if told is None or at >= CLOSES_AT:
            raise _unreadable(section)
        begins = told.end()
        beyond = begins + int(told[5])
        owner, payload = _OWNER_OF.get(told[6]), content[begins:beyond]
        count = int(told[4])
        if owner is None or content[beyond : beyond + 1] != b"\n" or count > MAX_COMMIT_FACTS:
            raise _unreadable(section)
        if payload.count(b"\n") != count - 1:
            raise _unreadable(section)
        commit_id = told[8].decode(errors="backslashreplace")
        found.append(
            Piece(int(told[1]), int(told[2]), int(told[3]), count, owner, told[7].decode(), commit_id, payload)
        )
        at = beyond + 1
    return found


def read_pieces(source: SeekableSource) -> Iterator[Piece]:
    """Every commit of a bundle, no hash checked. Raises Wrong where it cannot be read."""
    for found in find_sections(source):
        if found.name == "facts":
            source.seek(found.begins)
            yield from pieces_of(Section("facts", found.at, source.read(found.length), intact=True))


def _about(section: Section) -> About:
    try:
        about = msgspec.json.decode(section.content, type=About)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unreadable(section) from error
    fits = about.first >= 0 < about.leaves <= about.size - about.first and 1_000 <= about.begins <= about.ends
    if not fits or msgspec.json.encode(about) != section.content:
        raise _unreadable(section)
    return about


def _definition(section: Section) -> Definition:
    first, _, rest = section.content.partition(b"\n")
    line, _, hashes = rest.partition(b"\n")
    try:
        leaf = number_in(first.decode("ascii"))
        path = tuple(hash_in(one) for one in hashes.decode("ascii").split("\n")[:-1])
    except ValueError as error:  # ProofRefused is one
        raise _unreadable(section) from error
    definition = Definition(leaf, line, path)
    if definition_text(definition) != section.content:
        raise _unreadable(section)
    return definition


def _lines(section: Section) -> list[str]:
    lines = section.content.split(b"\n")
    if lines.pop() or not lines:
        raise _unreadable(section)
    try:
        return [line.decode() for line in lines]
    except UnicodeDecodeError as error:
        raise _unreadable(section) from error


def _node(section: Section, line: str) -> tuple[Subtree, bytes]:
    try:
        level, number, value = line.split(" ")
        return (number_in(level), number_in(number)), hash_in(value)
    except ValueError as error:  # ProofRefused is one
        raise _unreadable(section) from error


def _unreadable(section: Section) -> Wrong:
    return Wrong(
        section.place,
        "không được viết theo ngữ pháp của một gói (docs/reference/bundle.md).",
        "it is not written as a bundle is (docs/reference/bundle.md).",
    )
