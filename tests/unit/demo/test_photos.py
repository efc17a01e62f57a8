"""The pictures that the demo sends: sound, small, and the same for the same household."""

from hypothesis import given
from hypothesis import strategies as st

from deploy.demo.photos import HEIGHT, ONE_IN, WIDTH, is_pictured, picture_of
from services.tracking.domain.evidence.pictures import wrong_with_png


@given(st.text(min_size=1, max_size=20))
def test_a_picture_is_one_that_is_taken(household_id: str) -> None:
    content = picture_of(household_id)

    assert wrong_with_png(content) is None
    assert content[16:24] == WIDTH.to_bytes(4, "big") + HEIGHT.to_bytes(4, "big")
    assert len(content) < 4_000
    assert content == picture_of(household_id)


def test_houses_differ_and_about_so_many_have_one() -> None:
    households = [f"HB-MC-{number:04}" for number in range(3_000)]

    pictured = [one for one in households if is_pictured(one)]

    assert 0.5 < len(pictured) * ONE_IN / len(households) < 1.5
    assert len({picture_of(one) for one in pictured}) == len(pictured)
