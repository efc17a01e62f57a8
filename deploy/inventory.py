"""What an installation is made of: its packages as installed, with versions, licences and needs (CycloneDX 1.6).

`python -m deploy.inventory` prints it; the image holds it as `/app/thidua.cdx.json`. It reads the metadata of what is
installed here and asks nobody. The same packages give the same text: there is neither time nor chance in it.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

ROOT: Final = "thidua"
SPECIFICATION: Final = "1.6"
_REQUIREMENT: Final = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_EXTRA: Final = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_HEADING: Final = "License :: OSI Approved :: "


class NotInstalled(Exception):
    """A package that another one needs in any case is not installed: run `uv sync`, then make the inventory again."""


class Package(NamedTuple):
    """One package: its name as registries write it, its version, its licence as it states it, and what it needs."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]


def packages(root: str = ROOT) -> list[Package]:
    """What `root` needs to run, itself first, all others by name; of alternatives those that are installed.

    Raises NotInstalled.
    """
    found: dict[str, Distribution] = {}
    needs: dict[str, set[str]] = {}
    extras: dict[str, set[str]] = {}
    waiting: list[tuple[str, frozenset[str]]] = [(_plain(root), frozenset())]
    while waiting:
        name, wanted = waiting.pop()
        if name in found and wanted <= extras[name]:
            continue
        extras.setdefault(name, set()).update(wanted)
        found.setdefault(name, _installed(name))
        needs[name] = set()
        for other, of_it in _required(found[name], extras[name]):
            needs[name].add(other)
            waiting.append((other, of_it))
    rest = sorted(found.keys() - {_plain(root)})
    return [
        Package(name, found[name].version, licence_of(found[name]), tuple(sorted(needs[name])))
        for name in (_plain(root), *rest)
    ]


def licence_of(package: Distribution) -> str:
    """A package's licence in its own words ("" if it states none): expression, else text, else classes."""
    said = package.metadata.get_all
    stated = [text.strip().partition("\n")[0] for name in ("License-Expression", "License") for text in said(name, [])]
    classes = [one.removeprefix(_HEADING) for one in said("Classifier", []) if one.startswith(_HEADING)]
    return next(filter(None, stated), "") or " AND ".join(classes)


def inventory(found: list[Package]) -> dict[str, Any]:
    """The packages as CycloneDX."""
    body = {
        "metadata": {"component": _component(found[0], kind="application")},
        "components": [_component(one, kind="library") for one in found[1:]],
        "dependencies": [
            {"ref": _purl(one), "dependsOn": [_purl(other) for other in found if other.name in one.needs]}
            for one in found
        ],
    }
    number = uuid5(NAMESPACE_URL, json.dumps(body, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        **body,
    }


def _component(one: Package, *, kind: str) -> dict[str, Any]:
    licences = [{"license": {"name": one.licence}}] if one.licence else []
    named = {"type": kind, "bom-ref": _purl(one), "name": one.name, "version": one.version}
    return {**named, "licenses": licences, "purl": _purl(one)}


def _purl(one: Package) -> str:
    return f"pkg:pypi/{one.name}@{one.version}"


def _required(package: Distribution, extras: set[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """What a package needs with these extras, and with which of theirs; what a marker keeps from here is left out."""
    for line in package.requires or ():
        asked, _, marker = line.partition(";")
        parts = _REQUIREMENT.match(asked)
        only_for = set(_EXTRA.findall(marker))
        if parts is None or (only_for and not only_for & extras):
            continue
        try:
            _installed(_plain(parts[1]))
        except NotInstalled:
            if marker:
                continue
            raise
        yield _plain(parts[1]), frozenset(one.strip() for one in (parts[2] or "").split(",") if one.strip())


def _installed(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError:
        raise NotInstalled(name) from None


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(inventory(packages()), indent=1, ensure_ascii=False) + "\n")
