"""The tree of `thidua`: every command stands where its name leads to, and is loaded only when it is asked for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import cli
from deploy.cli import PLACES, added_by
from tests.unit.cli.commanding import Thidua

MODULES = Path(cli.__file__).parent


@pytest.mark.parametrize("place", sorted(set(PLACES.values())))
def test_what_a_module_adds_is_what_the_tree_says_it_does(place: str) -> None:
    assert set(added_by(place)) == {name for name, where in PLACES.items() if where == place}


def test_no_module_that_adds_commands_is_forgotten() -> None:
    adding = {path.stem for path in MODULES.glob("*.py") if _adds(path)}

    assert adding == {*PLACES.values(), "notice_templates"}  # which the group of notices takes in


def test_help_shows_every_name(thidua: Thidua) -> None:
    told = thidua("--help")

    assert told.code == 0
    assert [name for name in PLACES if f"  {name} " not in told.out] == []


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(thidua: Thidua) -> None:
    told = thidua("tokn", "create")

    assert told.code == 2
    assert "'token'" in told.err


def test_no_command_is_loaded_before_it_is_asked_for() -> None:
    loaded = "import sys, deploy.cli; print(*sorted(m for m in sys.modules if m.startswith('deploy.cli.')))"
    told = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True, timeout=120)

    assert told.stdout.split() == ["deploy.cli.options", "deploy.cli.terminal"]


def _adds(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(one, ast.FunctionDef) and one.name == "add_to" for one in tree.body)
