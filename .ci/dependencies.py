"""Gates over what an installation is made of: a good inventory, allowed licences, no weakness that is known.

`.ci/run` calls it: `dependencies.py` needs no network; `dependencies.py weaknesses` asks a list of known weaknesses in
OSV's form (https://google.github.io/osv.dev/api/) where OSV_URL says, and says plainly when nobody answers. It knows no
code of ours but the inventory.
"""

import json
import os
import re
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from deploy.inventory import Package, inventory, packages

LICENCES: Final = Path(__file__).with_name("licences.toml")
OSV: Final = "https://api.osv.dev"
ANSWER_SECONDS: Final = 5.0
LEFT: Final = (
    "Nobody answered at {url} ({why}): known weaknesses were NOT looked up. Run it again where it is reachable."
)


def wrong_inventory(text: str) -> list[str]:
    """What the published schema says against an inventory."""
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return [] if error is None else [f"The inventory is no CycloneDX 1.6: {error}"]


def wrong_licences(found: Sequence[Package], rules: Mapping[str, Any]) -> list[str]:
    """Packages whose licence is not allowed, and exceptions that nobody needs any more."""
    allowed, exceptions = rules["allowed"], rules["exceptions"]
    open_ones = [one for one in found if not any(re.fullmatch(pattern, one.licence) for pattern in allowed)]
    told = [
        f"{one.name} {one.version} is under {one.licence or 'no stated licence'!r}, not allowed by .ci/licences.toml."
        for one in open_ones
        if one.name not in exceptions
    ]
    stale = exceptions.keys() - {one.name for one in open_ones}
    return [*told, *(f"Take {name} out of the exceptions of .ci/licences.toml." for name in sorted(stale))]


def weaknesses(found: Sequence[Package], url: str) -> list[str]:
    """Known weaknesses by package. Raises OSError, ValueError where nobody answers, or not in OSV's form."""
    asked = [{"package": {"name": one.name, "ecosystem": "PyPI"}, "version": one.version} for one in found]
    request = urllib.request.Request(  # noqa: S310 - the operator's own setting
        f"{url}/v1/querybatch",
        json.dumps({"queries": asked}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
        results = json.load(answer)["results"]
    if len(results) != len(asked):
        raise ValueError("it answered for another number of packages")
    return [
        f"{one.name} {one.version} has a known weakness: {weakness['id']}. Bring it up, or say in docs/security.md why."
        for one, result in zip(found, results, strict=True)
        for weakness in result.get("vulns", ())
    ]


def main(arguments: Sequence[str]) -> int:
    """The exit code is 1 if something is wrong; that nobody answered is said, and is no fault of the code."""
    found = packages()
    if "weaknesses" in arguments:
        url = os.environ.get("OSV_URL", OSV)
        # Ours is in no registry: only what others made is asked about.
        try:
            wrong = weaknesses([one for one in found[1:] if not one.name.startswith("thidua")], url)
        except (OSError, ValueError, KeyError, TypeError) as error:
            sys.stdout.write(LEFT.format(url=url, why=type(error).__name__) + "\n")
            return 0
        sys.stdout.write(f"{len(found) - 1} packages looked up at {url}\n")
    else:
        rules = tomllib.loads(LICENCES.read_text("utf-8"))
        wrong = [*wrong_inventory(json.dumps(inventory(found))), *wrong_licences(found, rules)]
        sys.stdout.write(f"{len(found)} packages, every licence looked at\n")
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
