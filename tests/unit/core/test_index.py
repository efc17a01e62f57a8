"""The compact index against a dict: whatever is done to both, both answer the same."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.index import Index, hash64

# Few homes and many keys that share one: a table begins with 64 slots, so these step over one another and wrap.
CROWDED = st.builds(lambda home, lap: home + 64 * lap, st.sampled_from([1, 2, 3, 62, 63]), st.integers(0, 40))
KEYS = st.one_of(CROWDED, st.integers(1, 2**64 - 1))
VALUES = st.integers(0, 2**64 - 1)
STEPS = st.lists(st.one_of(st.tuples(KEYS, VALUES, VALUES), KEYS), max_size=200)


def same(index: Index, model: dict[int, tuple[int, int]]) -> bool:
    """Whether an index of two columns holds what a dict holds."""
    rows = all(index.row(key) == row for key, row in model.items())
    columns = all((index.get(key), index.get(key, 1)) == row for key, row in model.items())
    return rows and columns and len(index) == len(model)


@given(STEPS)
def test_an_index_answers_as_a_dict_does(steps: list[tuple[int, int, int] | int]) -> None:
    index, model = Index(columns=2), dict[int, tuple[int, int]]()

    for step in steps:
        match step:
            case int(key):
                index.discard(key)
                model.pop(key, None)
            case (key, first, second):
                index.put(key, first, second)
                model[key] = first, second

        assert same(index, model)


@given(st.lists(KEYS, unique=True, max_size=120), st.randoms())
def test_an_index_from_which_all_was_taken_out_is_empty(keys: list[int], random: Random) -> None:
    index = Index()
    for key in keys:
        index.put(key, key)
    random.shuffle(keys)

    for key in keys:
        index.discard(key)

    assert len(index) == 0
    assert [index.get(key) for key in keys] == [None] * len(keys)


def test_an_index_grows_and_keeps_all_it_held() -> None:
    keys = [hash64("/units/hctc", str(number)) for number in range(5_000)]
    index = Index(columns=2)

    for place, key in enumerate(keys):
        index.put(key, place, key)

    assert [index.row(key) for key in keys] == [(place, key) for place, key in enumerate(keys)]
    assert index.get(hash64("/units/hctc", "another")) is None
    assert index.row(hash64("/units/hctc", "another")) is None


@pytest.mark.parametrize("entries", [1_000, 100_000])
def test_an_entry_of_two_values_takes_less_than_seventy_bytes(entries: int) -> None:
    index = Index(columns=2)

    for number in range(entries):
        index.put(hash64(str(number)), number, number)

    assert 24 * 4 / 3 <= index.nbytes() / entries <= 70


def test_an_index_takes_one_value_for_each_column() -> None:
    index = Index(columns=2)

    with pytest.raises(ValueError, match="1 values for 2 columns"):
        index.put(7, 1)


@given(st.lists(st.text(st.characters(exclude_characters="\x00"), max_size=3), min_size=1, max_size=3))
def test_a_hash_keeps_its_parts_apart(parts: list[str]) -> None:
    joined = "".join(parts)

    hashes = {hash64(*parts), hash64(joined)}

    assert len(hashes) == (1 if len(parts) == 1 else 2)
    assert all(0 < number < 2**64 for number in hashes)
