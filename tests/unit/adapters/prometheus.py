"""A strict reader of Prometheus text (format 0.0.4), written from its description. It knows no figure of ours."""

import re
from typing import Final, NamedTuple

_COMMENT: Final = re.compile(r"# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)")
_SAMPLE: Final = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (NaN|[+-]Inf|[+-]?[0-9.]+(?:e[+-]?[0-9]+)?)")
_LABEL: Final = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
_PARTS: Final = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}
_UNESCAPED: Final = {r"\"": '"', r"\\": "\\", r"\n": "\n"}


class Sample(NamedTuple):
    """One line of figures."""

    labels: dict[str, str]
    value: float


class Family(NamedTuple):
    """All lines under one name, by the part of the name that each line adds."""

    kind: str
    help_text: str
    samples: dict[str, list[Sample]]


def read(text: str) -> dict[str, Family]:
    """The families in a text. Raises AssertionError at the first line that breaks a rule of the format."""
    assert text.endswith("\n")
    families: dict[str, Family] = {}
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    helped = ("", "")
    current = ""
    for line in text.splitlines():
        if comment := _COMMENT.fullmatch(line):
            what, name, rest = comment.groups()
            if what == "HELP":
                helped = (name, rest)
                continue
            assert name not in families, f"{name} begins twice"
            assert rest in _PARTS, line
            families[name] = Family(rest, helped[1] if helped[0] == name else "", {})
            current = name
            continue
        sample = _SAMPLE.fullmatch(line)
        assert sample, f"neither a comment nor a figure: {line!r}"
        family, part = families[current], sample[1].removeprefix(current)
        assert sample[1] == current + part, f"{line!r} stands under {current}"
        assert part in _PARTS[family.kind], line
        labels = _labels(sample[2] or "")
        key = (sample[1], tuple(sorted(labels.items())))
        assert key not in seen, f"twice: {line!r}"
        seen.add(key)
        family.samples.setdefault(part, []).append(Sample(labels, float(sample[3])))
    for name, family in families.items():
        assert family.samples, f"{name} has no figure"
        if family.kind == "histogram":
            _check_histogram(family)
    return families


def value(families: dict[str, Family], name: str, /, **labels: str) -> float:
    """The one figure of a name that bears these labels, and maybe others."""
    found = [one.value for one in families[name].samples[""] if labels.items() <= one.labels.items()]
    assert len(found) == 1, f"{name} with {labels} stands there {len(found)} times"
    return found[0]


def _labels(text: str) -> dict[str, str]:
    labels: dict[str, str] = {}
    at = 0
    while at < len(text):
        label = _LABEL.match(text, at)
        assert label, text
        labels[label[1]] = re.sub(r"\\.", lambda escape: _UNESCAPED[escape[0]], label[2])
        at = label.end()
    return labels


def _check_histogram(family: Family) -> None:
    counts = [sample.value for sample in family.samples["_bucket"]]
    bounds = [float(sample.labels["le"]) for sample in family.samples["_bucket"]]
    assert bounds == sorted(bounds)
    assert counts == sorted(counts)
    assert bounds[-1] == float("inf")
    assert counts[-1] == family.samples["_count"][0].value
