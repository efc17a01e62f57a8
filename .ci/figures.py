"""Prints what a test run covered and where its time went; fails below the floors of `floors.toml`.

`.ci/run` calls it as `figures.py FOLDER JUNIT_XML`: what each process of the tests ran, as SlipCover writes it, and how
long each took. It knows no code of ours.
"""

import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TypedDict
from xml.etree import ElementTree as ET

import slipcover

LONGEST = 25


class Summary(TypedDict):
    """The part of SlipCover's summary of one file that is used here."""

    covered_lines: int
    missing_lines: int
    covered_branches: int
    missing_branches: int


def summaries_of(folder: Path) -> dict[str, Summary]:
    """The summary of each file by all that the processes of a test run wrote. Raises SystemExit if none did."""
    shares = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    if not shares:
        sys.exit(f"{folder} holds nothing: the tests measured no coverage.")
    whole = shares[0]
    for one in shares[1:]:
        slipcover.merge_coverage(whole, one)
    files: dict[str, Summary] = {name: file["summary"] for name, file in whole["files"].items()}
    return files


def share(summaries: list[Summary]) -> float:
    """Statements and branches run, in percent of all (100 if there are none)."""
    ran = sum(summary["covered_lines"] + summary["covered_branches"] for summary in summaries)
    there = ran + sum(map(_missing, summaries))
    return 100.0 * ran / there if there else 100.0


def _missing(summary: Summary) -> int:
    return summary["missing_lines"] + summary["missing_branches"]


def uncovered(files: dict[str, Summary], *, most: int) -> list[str]:
    """The files with the most statements and branches that no test ran."""
    left = {name: _missing(summary) for name, summary in files.items()}
    worst = sorted((name for name in left if left[name]), key=lambda name: -left[name])
    return [f"{left[name]:6}  {name}" for name in worst[:most]]


def seconds_of(junit_xml: str) -> Counter[str]:
    """How long the tests of each file took, with what they set up."""
    seconds: Counter[str] = Counter()
    for case in ET.parse(junit_xml).iter("testcase"):  # noqa: S314  (pytest wrote it a moment ago)
        module = re.match(r"[a-z0-9_.]+", case.attrib["classname"])
        seconds[module[0].rstrip(".") if module else ""] += float(case.attrib["time"])
    return seconds


def by_folder(files: Counter[str]) -> Counter[str]:
    """The same for the folders right below `tests`."""
    seconds: Counter[str] = Counter()
    for name, time in files.items():
        seconds[".".join(name.split(".")[:2])] += time
    return seconds


def main(measured: str, junit_xml: str) -> int:
    """Print the table; the exit code is 1 if a figure lies below its floor."""
    floors = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))
    files = summaries_of(Path(measured))
    lines, missed = [], []
    for part in floors["part"]:
        mine = {name: files.pop(name) for name in list(files) if re.fullmatch(part["files"], name)}
        covered = share(list(mine.values()))
        if covered < part["floor"]:
            missed.append(
                f"{part['name']}: {covered:.2f} % is below the floor of {part['floor']} %. Test what is listed."
            )
        lines += [f"{covered:6.2f} %  {part['name']} (floor {part['floor']} %, goal {part['goal']} %); not run most:"]
        lines += uncovered(mine, most=8)
    files_seconds = seconds_of(junit_xml)
    lines += [f"{time:6.0f} s  {name}" for name, time in by_folder(files_seconds).most_common()]
    lines += ["        of which the longest:"]
    lines += [f"{time:6.0f} s  {name}" for name, time in files_seconds.most_common(LONGEST)]
    sys.stdout.write("\n".join([*lines, *missed]) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
