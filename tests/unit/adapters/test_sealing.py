"""The two ways to a MAC: one content at a time, and many under one key."""

from hypothesis import given
from hypothesis import strategies as st

from shared.adapters import sealing


@given(st.binary(max_size=64), st.lists(st.binary(max_size=300), min_size=1, max_size=4))
def test_many_contents_under_one_key_have_the_macs_they_have_alone(key: bytes, contents: list[bytes]) -> None:
    mac = sealing.mac_under(key)

    together = [mac(content) for content in contents]

    assert together == [sealing.mac(key, content) for content in contents]
