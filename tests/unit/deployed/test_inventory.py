"""The inventory of what an installation is made of: whole, always the same, good CycloneDX, no tool of tests."""

import json
import runpy
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from deploy.inventory import Package, inventory, licence_of, packages

ROOT = Path(__file__).parents[3]
GATE: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "dependencies.py"), run_name="gate")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def found() -> list[Package]:
    return packages()


def test_it_holds_what_the_project_asks_for_and_what_that_needs(found: list[Package]) -> None:
    by_name = {one.name: one for one in found}
    asked = {one.partition(">")[0].partition("=")[0].partition("[")[0] for one in PROJECT["project"]["dependencies"]}

    assert found[0].name == "thidua"
    assert set(found[0].needs) == {name.lower() for name in asked}
    assert "pynacl" in by_name["nkeys"].needs  # two steps away, by way of an extra
    assert by_name["msgspec"].version == distribution("msgspec").version


def test_nothing_that_is_for_tests_alone_is_in_it(found: list[Package]) -> None:
    tools = {one.partition(">")[0].partition("=")[0] for one in PROJECT["dependency-groups"]["dev"]}

    assert not tools & {one.name for one in found}
    assert PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["services", "shared", "deploy"]


def test_it_is_good_cyclonedx_and_the_same_every_time(found: list[Package]) -> None:
    text = json.dumps(inventory(found))

    assert GATE["wrong_inventory"](text) == []
    assert text == json.dumps(inventory(packages()))
    assert GATE["wrong_inventory"](text.replace('"type": "library"', '"type": "thing"')) != []


def test_every_licence_is_allowed_or_has_its_reason(found: list[Package]) -> None:
    rules = tomllib.loads((ROOT / ".ci" / "licences.toml").read_text("utf-8"))

    assert GATE["wrong_licences"](found, rules) == []
    assert "not allowed by" in GATE["wrong_licences"]([*found, Package("x", "1", "GPL-3.0-only", ())], rules)[0]
    assert "Take certifi out" in GATE["wrong_licences"](found[:1], rules)[0]
    assert licence_of(distribution("msgspec")) == "BSD-3-Clause"


def test_the_image_is_made_with_its_inventory() -> None:
    steps = (ROOT / "deploy" / "compose" / "Dockerfile").read_text("utf-8")

    assert "-m deploy.inventory > /app/thidua.cdx.json" in steps
