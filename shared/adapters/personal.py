"""Personal data at the door: open forms become what the log may keep, and sealed names are opened for one answer.

A household's name and address are sealed under the household's key, a person's name under the person's; a citizen
number becomes a random reference. An organisation's name is no personal data and stays as it is (design 8).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from shared.adapters.sealing import Sealed
from shared.adapters.vault import ERASED, Erased, KeyMissing, Subject, Vault, VaultReader, VaultUnavailable
from shared.core.envelope import Statement, content_of
from shared.core.events import (
    REGISTRY,
    ContributionReceived,
    Data,
    Donor,
    FeedbackReceived,
    HouseholdIdentified,
    PersonAssigned,
    SealedPerson,
)
from shared.core.open_forms import (
    ContributionReceivedOpen,
    FeedbackReceivedOpen,
    HouseholdIdentifiedOpen,
    OpenPerson,
    PersonAssignedOpen,
)
from shared.core.problems import Fault, Problem, bad_fields

_CITIZEN_ID: Final = re.compile(r"[0-9]{12}").fullmatch
PRIVATE_DONORS: Final = frozenset({"INDIVIDUAL", "HOUSEHOLD"})
# What is stored in place of personal data that nothing can seal any more; the pen lets no new fact bear it.
UNCOMPARABLE: Final = ""
# The content's MAC, on trial, of a subject of whom nothing was ever sealed: it is like no other.
NEVER_SEALED: Final = "never sealed"
BAD_NUMBER: Final = bad_fields(
    Fault("/data/person/citizen_id", "phải gồm đúng 12 chữ số", "must be exactly 12 digits"),
)


class Sealer:
    """Seals a batch of statements with at most two fsyncs, before the pen sees any of them.

    `is_swept` says whether a vault that may have been restored holds no key any more that the log says is destroyed.
    """

    def __init__(self, vault: Vault, *, is_swept: Callable[[], bool]) -> None:
        self._vault = vault
        self._is_swept = is_swept

    def __call__(self, statements: Sequence[Statement]) -> list[tuple[Data, str] | Problem]:
        """The stored data and content MAC of each statement, in order, or why it cannot be stored.

        Raises VaultUnavailable.
        """
        if not self._is_swept():
            raise VaultUnavailable
        subjects = [subject_of(statement.data, statement.campaign) for statement in statements]
        private = [(s, one) for s, one in zip(subjects, statements, strict=True) if s is not None]
        sealed = self._vault.seal_many([(s, _personal(one.data)) for s, one in private]) if private else []
        # An erased household's number is gone, and sending the household again must not bring it back.
        living = [_number(one.data) for (_, one), seal in zip(private, sealed, strict=True) if seal is not ERASED]
        numbers = sorted({number for number in living if _CITIZEN_ID(number)})
        refs = dict(zip(numbers, self._vault.person_refs(numbers), strict=True)) if numbers else {}
        seals = iter(sealed)
        return [
            self._plain(statement) if subject is None else self._sealed(statement, subject, next(seals), refs)
            for subject, statement in zip(subjects, statements, strict=True)
        ]

    def try_out(self, statements: Sequence[Statement]) -> list[tuple[Data, str] | Problem]:
        """The same for a dry run, which writes nothing: no key is made, nothing is sealed, no number is remembered.

        Raises VaultUnavailable.
        """
        numbers = sorted({number for one in statements if _CITIZEN_ID(number := _number(one.data))})
        refs = dict(zip(numbers, self._vault.refs_on_trial(numbers), strict=True)) if numbers else {}
        return [self._tried(statement, refs) for statement in statements]

    def _tried(self, statement: Statement, refs: Mapping[str, str]) -> tuple[Data, str] | Problem:
        subject = subject_of(statement.data, statement.campaign)
        if subject is None:
            return self._plain(statement)
        number = _number(statement.data)
        if number and not _CITIZEN_ID(number):
            return BAD_NUMBER
        try:
            mac = self._vault.content_mac(subject, content_of(statement))
        except KeyMissing:
            mac = NEVER_SEALED
        return _stored(statement.data, "", refs.get(number, "")), UNCOMPARABLE if mac is ERASED else mac

    def _plain(self, statement: Statement) -> tuple[Data, str]:
        return _as_it_is(statement.data), self._vault.installation_mac(content_of(statement))

    def _sealed(
        self, statement: Statement, subject: Subject, sealed: Sealed | Erased, refs: Mapping[str, str]
    ) -> tuple[Data, str] | Problem:
        number = _number(statement.data)
        if number and not _CITIZEN_ID(number):
            return BAD_NUMBER
        mac = ERASED if sealed is ERASED else self._vault.content_mac(subject, content_of(statement))
        if sealed is ERASED or mac is ERASED:
            return _stored(statement.data, "", ""), UNCOMPARABLE
        return _stored(statement.data, sealed, refs.get(number, "")), mac


def _number(data: Data) -> str:
    """The citizen number in an open form, or an empty text."""
    person = data.person if isinstance(data, HouseholdIdentifiedOpen) else None
    return person.citizen_id if person is not None else ""


def _stored(data: Data, sealed: str, person_ref: str) -> Data:
    match data:
        case HouseholdIdentifiedOpen():
            return HouseholdIdentified(**{**_fields(data), "person": SealedPerson(person_ref, sealed)})
        case PersonAssignedOpen():
            return PersonAssigned(**{**_fields(data), "name": sealed})
        case ContributionReceivedOpen():
            donor = Donor(data.donor.kind, data.donor.id, sealed=sealed)
            return ContributionReceived(**{**_fields(data), "donor": donor})
        case FeedbackReceivedOpen():
            return FeedbackReceived(**{**_fields(data), "said": sealed})
        case _:
            raise TypeError(type(data).__name__)


def subject_of(data: Data, campaign: str) -> Subject | None:
    """Whose personal data an open form or a stored fact carries; None if it carries none."""
    match data:
        case HouseholdIdentifiedOpen() | HouseholdIdentified() if data.person is not None:
            return Subject("household", data.household_id, campaign)
        case PersonAssignedOpen() | PersonAssigned():
            return Subject("person", data.person_id, REGISTRY)
        case ContributionReceivedOpen() | ContributionReceived() if data.donor.kind in PRIVATE_DONORS:
            private = isinstance(data, ContributionReceived) or bool(data.donor.name)
            kind, home = ("household", campaign) if data.donor.kind == "HOUSEHOLD" else ("person", REGISTRY)
            return Subject(kind, data.donor.id, home) if private else None
        case FeedbackReceivedOpen() | FeedbackReceived():
            return Subject("feedback", data.feedback_id, campaign)
        case _:
            return None


def open_name(vault: VaultReader, subject: Subject, sealed: Sealed) -> str | None:
    """The name behind a sealed text, None once it is erased. Raises KeyMissing, SealBroken, VaultUnavailable."""
    plain = vault.unseal(subject, sealed)
    return None if plain is ERASED else str(msgspec.json.decode(plain)["name"])


def open_words(vault: VaultReader, subject: Subject, sealed: Sealed) -> dict[str, str] | None:
    """Everything behind a sealed text, None once it is erased. Raises KeyMissing, SealBroken, VaultUnavailable."""
    plain = vault.unseal(subject, sealed)
    return None if plain is ERASED else msgspec.json.decode(plain, type=dict[str, str])


def _personal(data: Data) -> bytes:
    """What is sealed: never the citizen number, for which a random reference stands."""
    match data:
        case HouseholdIdentifiedOpen(person=OpenPerson(name=name, address=address)):
            return msgspec.json.encode({"name": name, "address": address})
        case PersonAssignedOpen(name=name):
            return msgspec.json.encode({"name": name})
        case ContributionReceivedOpen(donor=donor):
            return msgspec.json.encode({"name": donor.name})
        case FeedbackReceivedOpen(said=said):
            return msgspec.json.encode({"name": said.name, "contact": said.contact, "text": said.text})
        case _:
            raise TypeError(type(data).__name__)


def _as_it_is(data: Data) -> Data:
    """The stored form of an open form that carries no personal data."""
    match data:
        case HouseholdIdentifiedOpen():
            return HouseholdIdentified(data.household_id, data.unit_id, data.track, data.category, data.work)
        case ContributionReceivedOpen():
            donor = Donor(data.donor.kind, data.donor.id, name=data.donor.name)
            return ContributionReceived(**{**_fields(data), "donor": donor})
        case _:
            raise TypeError(type(data).__name__)


def _fields(data: Data) -> dict[str, Any]:
    return {field: getattr(data, field) for field in data.__struct_fields__}
