"""Alerts and the dashboard: each names figures that there are, with outcomes that there are, and has its runbook."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.adapters.figures import CATALOGUE

ROOT = Path(__file__).parents[3]
OBSERVABILITY = ROOT / "deploy" / "observability"
ALERTS: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in yaml.safe_load((OBSERVABILITY / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
}
DASHBOARD = json.loads((OBSERVABILITY / "grafana" / "operations.json").read_text("utf-8"))
QUESTIONS = ("Is anything stuck?", "How far behind?", "Who is refused?", "Is the log still proven?")
OUTCOMES = {
    "thidua_events_total": {"recorded", "duplicate", "rejected", "unavailable"},
    "thidua_sign_ins_total": {"let_in", "refused"},
    "thidua_commits_total": {"recorded", "overtaken", "in_doubt", "damaged"},
    "thidua_notices_total": {"sent", "put_off", "failed"},
    "thidua_cosignatures_total": {"cosigned", "away", "refused"},
}


def figures_in(expression: str) -> set[str]:
    """The names of ours in an expression, without the suffixes of a histogram's parts."""
    names = set(re.findall(r"\b(?:thidua|process)_\w+", expression))
    return {re.sub("_(bucket|sum|count)$", "", name) if name not in CATALOGUE else name for name in names}


def expressions() -> Iterator[str]:
    """What the dashboard draws."""
    for panel in DASHBOARD["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_names_figures_that_there_are_and_has_a_runbook_that_says_what_to_do(name: str) -> None:
    alert = ALERTS[name]
    runbook = ROOT / alert["annotations"]["runbook_url"]

    assert figures_in(alert["expr"]) <= CATALOGUE.keys()
    assert figures_in(alert["expr"]) or "up{" in alert["expr"]
    assert runbook == ROOT / "docs" / "runbooks" / f"{name}.md"
    text = runbook.read_text("utf-8")
    assert text.startswith(f"# {name}\n")
    assert "**Look**" in text
    assert "**Do**" in text
    assert alert["labels"]["severity"] in {"page", "ticket"}


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_asks_for_outcomes_that_there_are(name: str) -> None:
    asked = re.findall(r'(\w+_total)\{outcome!?[=~]+"([^"]+)"\}', ALERTS[name]["expr"])

    assert all(set(outcomes.split("|")) <= OUTCOMES[figure] for figure, outcomes in asked)


def test_every_runbook_is_that_of_an_alert_and_the_index_names_them_all() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "runbooks").glob("*.md")} - {"README"}
    index = (ROOT / "docs" / "runbooks" / "README.md").read_text("utf-8")

    assert pages == ALERTS.keys()
    assert all(f"({name}.md)" in index for name in ALERTS)


def test_the_dashboard_answers_the_four_questions_with_figures_that_there_are() -> None:
    rows = [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"]

    assert all(question in row for question, row in zip(QUESTIONS, rows, strict=True))
    assert all(figures_in(one) <= CATALOGUE.keys() for one in expressions())


def test_no_two_panels_lie_on_one_another() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]

    cells = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_every_alert_is_named_by_a_panel_where_it_can_be_seen() -> None:
    described = " ".join(panel.get("description", "") for panel in DASHBOARD["panels"])

    assert all(name in described for name in ALERTS)
