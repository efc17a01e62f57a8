"""What others published, and must come out of our code: hashes, roots, proofs, and every way their tests spoil them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from services.audit.domain.tree import (
    EMPTY_ROOT,
    Frontier,
    ProofRefused,
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
)
from tests.unit.audit.naive import node_of

FACTS: dict[str, Any] = json.loads((Path(__file__).parent / "published.json").read_text(encoding="utf-8"))
SMALL = FACTS["small"]
ENTRIES = [bytes.fromhex(entry) for entry in SMALL["entries"]]
ROOTS = [EMPTY_ROOT, *map(bytes.fromhex, SMALL["roots"])]
SOME_HASH = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")
NODE = node_of(list(map(leaf_hash, ENTRIES)))


class Inclusion(NamedTuple):
    why: str
    place: int
    size: int
    leaf: bytes
    path: list[bytes]
    root: bytes


class Consistency(NamedTuple):
    why: str
    old: int
    new: int
    old_root: bytes
    new_root: bytes
    path: list[bytes]


def path_of(fact: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(each) for each in fact["path"]]


def inclusions() -> Iterator[Inclusion]:
    for fact in SMALL["inclusion"]:
        index, size = fact["index"], fact["size"]
        yield Inclusion(f"{index} in {size}", index, size, leaf_hash(ENTRIES[index]), path_of(fact), ROOTS[size])


def consistencies() -> Iterator[Consistency]:
    for fact in SMALL["consistency"]:
        old, new = fact["old"], fact["new"]
        yield Consistency(f"{old} to {new}", old, new, ROOTS[old], ROOTS[new], path_of(fact))


def spoilt_inclusions() -> Iterator[Inclusion]:
    for good in inclusions():
        why, place, size, _, path, root = good
        yield good._replace(why=f"{why}: index - 1", place=place - 1)
        yield good._replace(why=f"{why}: index + 1", place=place + 1)
        yield good._replace(why=f"{why}: index ^ 2", place=place ^ 2)
        yield good._replace(why=f"{why}: size * 2", size=size * 2)
        yield good._replace(why=f"{why}: size / 2", size=size // 2)
        yield good._replace(why=f"{why}: no hash for a leaf", leaf=b"WrongLeaf")
        yield good._replace(why=f"{why}: root of nothing", root=EMPTY_ROOT)
        yield good._replace(why=f"{why}: another root", root=SOME_HASH)
        yield good._replace(why=f"{why}: emptiness behind", path=[*path, b""])
        yield good._replace(why=f"{why}: the root behind", path=[*path, root])
        yield good._replace(why=f"{why}: emptiness before", path=[b"", *path])
        yield good._replace(why=f"{why}: the root before", path=[root, *path])
        for at, sibling in enumerate(path):
            changed = [*path[:at], bytes((sibling[0] ^ 8,)) + sibling[1:], *path[at + 1 :]]
            yield good._replace(why=f"{why}: bit 3 of hash {at}", path=changed)
        if path:
            yield good._replace(why=f"{why}: last hash gone", path=path[:-1])
        if len(path) > 1:
            yield good._replace(why=f"{why}: a hash put in", path=[path[0], SOME_HASH, *path[1:]])


def spoilt_consistencies() -> Iterator[Consistency]:
    for good in consistencies():
        why, old, new, old_root, new_root, path = good
        if not path:
            continue
        yield good._replace(why=f"{why}: old size - 1", old=old - 1)
        yield good._replace(why=f"{why}: old size + 1", old=old + 1)
        yield good._replace(why=f"{why}: old size ^ 2", old=old ^ 2)
        yield good._replace(why=f"{why}: new size * 2", new=new * 2)
        yield good._replace(why=f"{why}: new size / 2", new=new // 2)
        yield good._replace(why=f"{why}: no hash for the old root", old_root=b"WrongRoot")
        yield good._replace(why=f"{why}: no hash for the new root", new_root=b"WrongRoot")
        yield good._replace(why=f"{why}: roots swapped", old_root=new_root, new_root=old_root)
        yield good._replace(why=f"{why}: no path", path=[])
        for name, extra in (
            ("emptiness", b""),
            ("old root", old_root),
            ("new root", new_root),
            ("first hash", path[0]),
        ):
            yield good._replace(why=f"{why}: {name} before", path=[extra, *path])
            yield good._replace(why=f"{why}: {name} behind", path=[*path, extra])
        yield good._replace(why=f"{why}: last hash gone", path=path[:-1])
        for place, sibling in enumerate(path):
            changed = [*path[:place], bytes((sibling[0] ^ 16,)) + sibling[1:], *path[place + 1 :]]
            yield good._replace(why=f"{why}: bit 4 of hash {place}", path=changed)


def check(case: Inclusion | Consistency) -> None:
    if isinstance(case, Inclusion):
        check_inclusion(case.leaf, index=case.place, size=case.size, path=case.path, root=case.root)
    else:
        check_consistency(
            old_size=case.old, old_root=case.old_root, new_size=case.new, new_root=case.new_root, path=case.path
        )


def test_hashes_are_those_of_certificate_transparency() -> None:
    published = FACTS["hashes"]

    ours = {
        "empty_root": EMPTY_ROOT.hex(),
        "leaf of nothing": leaf_hash(b"").hex(),
        "leaf of L123456": leaf_hash(b"L123456").hex(),
        "node of N123 and N456": node_hash(b"N123", b"N456").hex(),
    }

    assert ours == published


def test_the_reference_tree_has_its_published_root_at_every_size() -> None:
    tree = Frontier()
    roots = [tree.root()]

    for entry in ENTRIES:
        tree.append(leaf_hash(entry))
        roots.append(tree.root())

    assert roots == ROOTS


@pytest.mark.parametrize("case", [*inclusions(), *consistencies()], ids=lambda case: case.why)
def test_a_published_proof_verifies_and_is_the_one_we_make(case: Inclusion | Consistency) -> None:
    if isinstance(case, Inclusion):
        ours = inclusion_path(case.place, case.size, NODE)
    else:
        ours = consistency_path(case.old, case.new, NODE)

    check(case)

    assert ours == case.path


@pytest.mark.parametrize("case", [*spoilt_inclusions(), *spoilt_consistencies()], ids=lambda case: case.why)
def test_a_spoilt_proof_is_refused(case: Inclusion | Consistency) -> None:
    with pytest.raises(ProofRefused):
        check(case)


def test_the_log_argon_2020_proved_its_entry_10000_and_its_own_history() -> None:
    argon = FACTS["argon"]
    root, size = bytes.fromhex(argon["root"]), argon["size"]

    check_inclusion(
        bytes.fromhex(argon["leaf"]),
        index=argon["index"],
        size=size,
        path=list(map(bytes.fromhex, argon["inclusion"])),
        root=root,
    )
    check_consistency(
        old_size=argon["old_size"],
        old_root=bytes.fromhex(argon["old_root"]),
        new_size=size,
        new_root=root,
        path=list(map(bytes.fromhex, argon["consistency"])),
    )
