"""Hashes of passwords that cost next to nothing, for tests of what is around them; what ours cost has its own tests."""

from typing import Final

from argon2 import PasswordHasher

from shared.adapters.passwords import Hashing

_HASHER: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHEAP: Final = Hashing(_HASHER, nobodys=_HASHER.hash("drawn and forgotten"))
