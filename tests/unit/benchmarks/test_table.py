"""The figures' arithmetic and their table; what is measured is never tested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.table import FIGURES, medians, percentile, table

VALUES = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=200)


@pytest.mark.parametrize(("percent", "expected"), [(1, 1), (50, 50), (99, 99), (99.5, 100), (100, 100)])
def test_a_percentile_of_a_hundred_values_is_its_nearest_rank(percent: float, expected: float) -> None:
    assert percentile(range(100, 0, -1), percent) == expected


@given(VALUES, st.integers(1, 100))
def test_so_many_percent_do_not_exceed_a_percentile_and_it_is_the_smallest(values: list[float], percent: int) -> None:
    found = percentile(values, percent)

    assert 100 * sum(value <= found for value in values) >= len(values) * percent
    assert 100 * sum(value < found for value in values) < len(values) * percent
    assert found in values


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)


def test_medians_are_of_the_runs_that_have_a_figure() -> None:
    runs = [{"a": 1.0, "b": 7.0}, {"a": 9.0}, {"a": 2.0, "c": 4.0}]

    assert medians(runs) == {"a": 2.0, "b": 7.0, "c": 4.0}


def test_a_table_shows_the_figures_that_are_there_in_columns_of_one_width() -> None:
    lines = table({"flag_p99_ms": 31.26, "append_events_per_s": 52_345.6}).splitlines()

    assert [line.split("|")[1].strip() for line in lines[2:]] == ["append_events_per_s", "flag_p99_ms"]
    assert [line.split("|")[2].strip() for line in lines[2:]] == ["52,346", "31.3"]
    assert len({len(line) for line in lines}) == 1


def test_a_table_of_nothing_has_its_head_only() -> None:
    assert len(table({}).splitlines()) == 2


def test_every_figure_of_the_contract_has_a_row() -> None:
    contract = (
        "append_events_per_s http_batch_events_per_s http_single_events_per_s nats_batch_events_per_s "
        "rebuild_events_per_s rebuild_peak_mb flag_p50_ms flag_p99_ms ready_s idle_mb verify_events_per_s "
        "verify_peak_mb raw_commit_events_per_s raw_http_per_s"
    )

    assert {figure.key for figure in FIGURES} >= set(contract.split())
