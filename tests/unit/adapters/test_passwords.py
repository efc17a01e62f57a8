"""What our hashes of passwords cost, whether there is an account or not; and the one for no account is nobody's."""

from argon2 import Parameters, Type, extract_parameters

from shared.adapters.passwords import SHIPPED

PASSWORD = "correct horse battery staple"
# The second recommendation of RFC 9106, as docs/security.md states it.
COST = Parameters(type=Type.ID, version=19, salt_len=16, hash_len=32, time_cost=3, memory_cost=65_536, parallelism=4)


def test_a_password_is_kept_at_the_cost_that_is_stated_and_opens() -> None:
    kept = SHIPPED.of_password(PASSWORD)

    assert extract_parameters(kept) == COST
    assert SHIPPED.matches(kept, PASSWORD)
    assert not SHIPPED.matches(kept, PASSWORD + " ")


def test_a_name_without_an_account_costs_a_guesser_what_an_account_costs() -> None:
    assert extract_parameters(SHIPPED.nobodys) == extract_parameters(SHIPPED.of_none()) == COST
    assert not SHIPPED.matches(SHIPPED.nobodys, "nobody's")
