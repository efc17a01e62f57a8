"""What differs between two texts: put together again, each of them is whole."""

from hypothesis import given
from hypothesis import strategies as st

from services.notify.web.editing.differences import Stretch, differences

TEXTS = st.text(st.sampled_from("ab \n{}đ"), max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_what_differs(before: str, after: str) -> None:
    found = differences(before, after)

    assert "".join(one.text for one in found if one.kind != "new") == ("" if before == after else before)
    assert "".join(one.text for one in found if one.kind != "gone") == ("" if before == after else after)


def test_words_are_compared_one_by_one_and_very_long_texts_as_wholes() -> None:
    words = differences("Kết quả: {{ verdict }}.", "Kết luận: {{ verdict }}.")
    wholes = differences("a " * 600, "b " * 600)

    assert words == (
        Stretch("same", "Kết "),
        Stretch("gone", "quả: "),
        Stretch("new", "luận: "),
        Stretch("same", "{{ verdict }}."),
    )
    assert wholes == (Stretch("gone", "a " * 600), Stretch("new", "b " * 600))
