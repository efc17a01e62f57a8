"""Figures as Prometheus reads them: every kind, all digits, nothing that its format forbids."""

import pytest

from shared.adapters.figures import BUCKETS, CATALOGUE, Figures
from tests.unit.adapters.prometheus import read, value


def test_counters_add_up_by_label_and_bear_the_service() -> None:
    figures = Figures("tracking")

    figures.count("thidua_events_total", 3, outcome="recorded")
    figures.count("thidua_events_total", outcome="recorded")
    figures.count("thidua_events_total", outcome="rejected")

    families = read(figures.text())
    assert families["thidua_events_total"].kind == "counter"
    assert value(families, "thidua_events_total", service="tracking", outcome="recorded") == 4
    assert value(families, "thidua_events_total", service="tracking", outcome="rejected") == 1


def test_a_position_is_shown_with_all_its_digits() -> None:
    figures = Figures("tracking")

    figures.gauge("thidua_follower_position", lambda: 12_345_678_007, follower="read_model")

    assert "thidua_follower_position" in figures.text()
    assert value(read(figures.text()), "thidua_follower_position") == 12_345_678_007


def test_a_gauge_shows_what_is_true_when_it_is_asked() -> None:
    figures, pens = Figures("awards"), ["one"]
    figures.gauge("thidua_pens", lambda: len(pens))

    pens.append("another")

    assert value(read(figures.text()), "thidua_pens") == 2


def test_durations_fall_into_the_buckets_that_are_not_below_them() -> None:
    figures = Figures("tracking")

    for seconds in (0.0005, BUCKETS[0], 0.0011, 60.0):
        figures.observe("thidua_commit_seconds", seconds)

    samples = read(figures.text())["thidua_commit_seconds"].samples
    buckets = {sample.labels["le"]: sample.value for sample in samples["_bucket"]}
    assert (buckets["0.001"], buckets["0.0025"], buckets["5.0"], buckets["+Inf"]) == (2, 3, 3, 4)
    assert samples["_sum"][0].value == pytest.approx(60.0026)
    assert samples["_count"][0].value == 4


def test_every_figure_of_the_catalogue_together_is_good_prometheus_text() -> None:
    figures = Figures("notify")

    for name, (kind, _) in reversed(CATALOGUE.items()):
        for place in ("a", "b"):
            if kind == "counter":
                figures.count(name, 0.5, outcome=place)
            elif kind == "gauge" and name != "process_start_time_seconds":
                figures.gauge(name, lambda: 1.5, follower=place)
            elif kind == "histogram":
                figures.observe(name, 0.01)

    families = read(figures.text())
    assert list(families) == list(CATALOGUE)
    assert {name: (family.kind, family.help_text) for name, family in families.items()} == CATALOGUE


def test_a_label_is_escaped() -> None:
    figures = Figures('a "quoted"\\ \n name')

    figures.count("thidua_facts_total")

    assert value(read(figures.text()), "thidua_facts_total", service='a "quoted"\\ \n name') == 1


def test_a_name_outside_the_catalogue_or_of_another_kind_is_a_mistake() -> None:
    figures = Figures("tracking")

    with pytest.raises(KeyError):
        figures.count("thidua_evnets_total")
    with pytest.raises(KeyError, match="is a gauge"):
        figures.count("thidua_pens")


def test_the_start_of_the_process_is_shown_from_the_beginning() -> None:
    families = read(Figures("tracking").text())

    assert list(families) == ["process_start_time_seconds"]
    assert value(families, "process_start_time_seconds") > 1_700_000_000
