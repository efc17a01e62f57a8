"""Opens persons' sealed names for one answer, as a service that only reads the vault does."""

from shared.adapters.http import Refusal
from shared.adapters.intake import VAULT_UNAVAILABLE
from shared.adapters.personal import open_name
from shared.adapters.sealing import Sealed
from shared.adapters.vault import Subject, VaultReader, VaultUnavailable
from shared.core.events import REGISTRY


class PersonNames:
    """The names of persons of the registry."""

    def __init__(self, vault: VaultReader) -> None:
        self._vault = vault

    def open(self, person_id: str, sealed: str) -> str | None:
        """The name, or None once it is erased. Raises Refusal (503), KeyMissing, SealBroken."""
        try:
            return open_name(self._vault, Subject("person", person_id, REGISTRY), Sealed(sealed))
        except VaultUnavailable as error:
            raise Refusal(VAULT_UNAVAILABLE) from error
