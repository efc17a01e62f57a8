"""The rules of the house that no linter knows, each as a test whose message shows the right way."""

import ast
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXTS = {".py", ".md", ".toml", ".yaml", ".yml", ".sh", ".json", ".html", ".sql", ".cfg", ".ini", ""}
NOT_OURS = {".git", ".venv", "__pycache__", "node_modules", "var", "dist"}

# A room may be larger than the rule says only with a reason that a reader accepts.
LONG_FILES = {
    "shared/core/events.py": "the catalogue of events stands on one page",
}
LONG_FUNCTIONS: dict[str, str] = {}

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "service", "manager", "base", "stuff"}
EMPTY_WORDS = {"Manager", "Service", "Helper", "Base", "Abstract", "Impl"}
# One letter or dot of each pattern stands in brackets, so that no pattern finds itself.
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b|raise NotImplemented[E]rror")
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|farm)/|(?<!\w)[.]library\b|\bfarm-\w"
    r"|pypi[.]org/simple|files[.]pythonhosted|deb[.]debian[.]org|registry[.]npmjs"
)
CLOCKS = {"now", "utcnow", "today"}
PURE = re.compile(r"shared/(?:core|rules|papers)/|services/\w+/domain/")
README_COMMANDS = ["pip install uv && uv run thidua demo", "pip install uv && uv run pytest"]


@dataclass(frozen=True)
class Rule:
    """What may not stand in a file, what to do instead, and an offender that shows the rule can fail."""

    name: str
    find: Callable[[str, str], Iterator[str]] = field(repr=False)
    instead: str = field(repr=False)
    offender: tuple[str, str] = field(repr=False)


@cache
def our_files() -> dict[str, str]:
    """Text of every file that is, or is about to be, tracked; by its path in the repository."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    else:
        paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        names = [path.as_posix() for path in paths if not NOT_OURS.intersection(path.parts)]
    present = (name for name in sorted(names) if Path(name).suffix in TEXTS and (ROOT / name).is_file())
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in present}


@cache
def parsed(text: str) -> ast.Module:
    """The syntax tree of one module."""
    return ast.parse(text)


def too_long(path: str, text: str) -> Iterator[str]:
    most = 400 if path.startswith("tests/") else 300
    lines = text.count("\n")
    if path.endswith(".py") and lines > most and path not in LONG_FILES:
        yield f"{path}: {lines} lines, at most {most}"


def long_functions(path: str, text: str) -> Iterator[str]:
    for node in _nodes(path, text):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > 50 and f"{path}:{node.name}" not in LONG_FUNCTIONS:
                yield f"{path}:{node.lineno} {node.name}(): {lines} lines, at most 50"


def unfinished(path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not path.endswith(".md") and UNFINISHED.search(line):
            yield f"{path}:{number}: {line.strip()}"


def sleeping_tests(path: str, text: str) -> Iterator[str]:
    in_question = path.startswith("tests/") and path != "tests/waiting.py"
    for node in _nodes(path, text) if in_question else ():
        if isinstance(node, ast.ImportFrom) and any(name.name == "sleep" for name in node.names):
            yield f"{path}:{node.lineno}: imports sleep"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sleep":
            yields_only = [ast.unparse(argument) for argument in node.args] == ["0"]
            if not yields_only:
                yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def drawers(path: str, _text: str) -> Iterator[str]:
    if path.endswith(".py") and Path(path).stem in DRAWERS:
        yield path


def empty_class_words(path: str, text: str) -> Iterator[str]:
    for node in _nodes(path, text):
        if isinstance(node, ast.ClassDef) and EMPTY_WORDS.intersection(re.findall(r"[A-Z][a-z]*", node.name)):
            yield f"{path}:{node.lineno}: class {node.name}"


def wordless_modules(path: str, text: str) -> Iterator[str]:
    if path.endswith(".py") and text.strip() and not ast.get_docstring(parsed(text)):
        yield path


def clocks(path: str, text: str) -> Iterator[str]:
    for node in _nodes(path, text) if PURE.match(path) else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def machine_names(path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if MACHINE.search(line):
            yield f"{path}:{number}: {line.strip()[:100]}"


def _nodes(path: str, text: str) -> Iterator[ast.AST]:
    return ast.walk(parsed(text)) if path.endswith(".py") else iter(())


RULES = [
    Rule(
        "no file is longer than one reading",
        too_long,
        "Split it along its beats; a reasoned exception goes into LONG_FILES.",
        ("services/x/api.py", "x = 1\n" * 301),
    ),
    Rule(
        "no function is longer than one screen",
        long_functions,
        "Give each beat a name of its own; a reasoned exception goes into LONG_FUNCTIONS.",
        ("services/x/api.py", "def f() -> None:\n" + "    f()\n" * 50),
    ),
    Rule(
        "nothing is left unfinished",
        unfinished,
        "Finish it, take it out, or file an issue: a note in the code reaches nobody.",
        ("deploy/x.py", "# TO" + "DO later\n"),
    ),
    Rule(
        "no test sleeps",
        sleeping_tests,
        "Wait for a position or a condition with a deadline: `?after=POSITION`, `settled()`, a line on stdout.",
        ("tests/unit/test_x.py", "import time\ntime.sleep(0.1)\n"),
    ),
    Rule(
        "no file is a drawer",
        drawers,
        "Name the file after what it holds, with the words of CONTRIBUTING.md.",
        ("shared/adapters/utils.py", ""),
    ),
    Rule(
        "class names say what a thing is",
        empty_class_words,
        "Manager, Service, Helper, Base, Abstract, Impl say nothing; name what it is or does.",
        ("services/x/ports.py", "class CandidateManager: ...\n"),
    ),
    Rule(
        "every module opens with a sentence",
        wordless_modules,
        "Say what it holds and what it must never know.",
        ("shared/core/x.py", "x = 1\n"),
    ),
    Rule(
        "pure modules read no clock",
        clocks,
        "Time arrives in the command (see design: time and identity arrive in the command).",
        ("services/x/domain/y.py", "import datetime\nd = datetime.datetime.now(datetime.UTC)\n"),
    ),
    Rule(
        "no file names a machine or a registry",
        machine_names,
        "Use a path relative to the repository, a setting, or a temporary folder.",
        ("deploy/x.toml", 'home = "/ro' + 'ot/thidua"\n'),
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_house_rule_holds(rule: Rule) -> None:
    files = our_files()

    offences = [offence for path, text in files.items() for offence in rule.find(path, text)]

    assert not offences, "\n".join([f"{rule.name}. {rule.instead}", *offences])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_house_rule_finds_its_offender(rule: Rule) -> None:
    path, text = rule.offender

    assert list(rule.find(path, text))


def test_exceptions_to_the_size_rule_are_still_needed() -> None:
    files = our_files()
    functions = {
        f"{path}:{node.name}"
        for path, text in files.items()
        for node in _nodes(path, text)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno + 1 > 50
    }

    short_files = [path for path in LONG_FILES if files.get(path, "").count("\n") <= 300]

    assert not short_files, f"Take these out of LONG_FILES: {short_files}"
    assert not LONG_FUNCTIONS.keys() - functions, "Take these out of LONG_FUNCTIONS."


def test_every_decision_that_is_referred_to_exists() -> None:
    files = our_files()
    written = {Path(path).name[:4] for path in files if re.fullmatch(r"docs/adr/\d{4}-[a-z0-9-]+\.md", path)}

    missing = {
        f"{path} refers to ADR-{number}"
        for path, text in files.items()
        for number in re.findall(r"\bADR-(\d{4})\b", text)
        if number not in written
    }

    assert not missing, "Write docs/adr/NNNN-….md (template in docs/adr/README.md):\n" + "\n".join(sorted(missing))


def test_decisions_are_short_numbered_once_and_listed() -> None:
    decisions = {path: text for path, text in our_files().items() if re.match(r"docs/adr/\d", path)}
    index = our_files()["docs/adr/README.md"]
    numbers = [Path(path).name[:4] for path in decisions]

    too_long_to_read = [path for path, text in decisions.items() if text.count("\n") > 60]
    unlisted = [path for path in decisions if f"({Path(path).name})" not in index]

    assert not too_long_to_read, f"A decision fits on 60 lines: {too_long_to_read}"
    assert not unlisted, f"Add a row to docs/adr/README.md: {unlisted}"
    assert len(numbers) == len(set(numbers)), f"Two decisions share a number: {sorted(numbers)}"


def test_readme_shows_its_two_commands_as_they_are_run() -> None:
    readme = our_files()["README.md"]

    commands = re.findall(r"^```\w*\n(pip install [^\n]*)\n```$", readme, flags=re.MULTILINE)

    assert commands == README_COMMANDS, "Each command stands alone in a fenced block, as it is run."


def test_contributing_quotes_the_code_as_it_is() -> None:
    modules = [_unindented(text) for path, text in our_files().items() if path.endswith(".py")]
    quotes = re.findall(r"```python\n(.*?)```", our_files()["CONTRIBUTING.md"], flags=re.DOTALL)

    invented = [quote for quote in quotes if not any(_unindented(quote).strip() in module for module in modules)]

    assert not invented, "Quote these anew; they stand nowhere in the code any more:\n" + "\n".join(invented)


def test_a_unit_test_cannot_connect_anywhere() -> None:
    with socket.socket() as anywhere, pytest.raises(AssertionError, match="belongs in tests/integration"):
        anywhere.connect(("127.0.0.1", 9))


def _unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())
