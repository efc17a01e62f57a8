"""Erasures on their way from the log into the vault: the fact comes first, then the key is destroyed, whoever crashes.

Whoever opens the vault to write follows the log with `Erasures`, so a vault that was restored from an older copy, or a
process that died between the two, is put right by the next start. It decides nothing.
"""

import asyncio
import logging
import re
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Final, Literal, NoReturn

import msgspec

from shared.adapters.http import Refusal
from shared.adapters.intake import VAULT_UNAVAILABLE
from shared.adapters.personal import open_name, subject_of
from shared.adapters.sealing import SealBroken, Sealed
from shared.adapters.vault import ERASED, KeyMissing, Subject, Vault, VaultBusy, VaultReader, VaultUnavailable
from shared.core.envelope import Fact, decode_some
from shared.core.errors import LogUnavailable
from shared.core.events import (
    REGISTRY,
    ContributionReceived,
    EvidenceAttached,
    FeedbackAnswered,
    FeedbackReceived,
    HouseholdIdentified,
    PersonalDataErased,
    PersonAssigned,
)
from shared.core.log import Commit, EventLog
from shared.core.values import CampaignId, NaturalKind

SWEEP_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 0.2
OF_A_CAMPAIGN: Final = frozenset({"HOUSEHOLD", "FEEDBACK"})  # their keys belong to it
_ERASED: Final = PersonalDataErased.wire.encode()
_ERASING: Final = frozenset({PersonalDataErased.wire})
_LISTING: Final = frozenset({HouseholdIdentified.wire, PersonalDataErased.wire})
_PERSONAL: Final = frozenset(
    kind.wire
    for kind in (HouseholdIdentified, PersonAssigned, ContributionReceived, FeedbackReceived, EvidenceAttached)
)

_logger: Final = logging.getLogger(__name__)


def erased_subject(data: PersonalDataErased, campaign: str) -> Subject:
    """Whose key an erasure destroys."""
    return kept_subject(data.subject_kind, data.subject_id, campaign)


def kept_subject(kind: NaturalKind, subject_id: str, campaign: CampaignId) -> Subject:
    """As whom the vault knows somebody: a household or feedback is its campaign's, a person the registry's."""
    home = campaign if kind in OF_A_CAMPAIGN else REGISTRY
    return Subject("person" if kind == "INDIVIDUAL" else kind.lower(), subject_id, home)


def erasures_in(commit: Commit) -> list[Subject]:
    """Who is erased in a commit; a commit without erasures costs a look at its bytes."""
    if commit.owner != "tracking" or _ERASED not in commit.payload:
        return []
    return [
        erased_subject(fact.data, fact.campaign)
        for fact in decode_some(commit.payload, _ERASING)
        if fact is not None and isinstance(fact.data, PersonalDataErased)
    ]


async def carry_out(erasures: Collection[Subject], *, vault: Vault, log: EventLog) -> int:
    """Have the vault forget these subjects, and say how many it still knew; what is done already costs one look.

    Raises LogUnavailable, LogDamaged, VaultBusy, VaultUnavailable: then the next call goes on with it.
    """
    left = await asyncio.to_thread(vault.left_of, erasures)
    if not left:
        return 0
    refs = await _refs_of(left, log)
    return await asyncio.to_thread(lambda: vault.sweep(left, refs=refs))


async def personal_facts(subject: Subject, log: EventLog) -> list[Fact]:
    """Every fact that bears personal data of a subject. Reads the whole log; raises LogUnavailable, LogDamaged."""
    return [fact async for fact in _facts(log, _PERSONAL) if _whose(fact) == subject]


def repeats(text: str, facts: Collection[Fact], *, vault: VaultReader) -> bool:
    """Whether a text holds a name or address that is sealed in these facts, in whatever case or normal form.

    Raises VaultUnavailable. What does not open any more can be repeated by nobody here.
    """
    said = _plain(text)
    return any(_holds(said, _plain(word)) for fact in facts for word in _words(fact, vault))


class Erasures:
    """The log's erasures as one process carries them out. `run` it as a task, and show it every commit.

    `forget` deletes, in a thread, what lies sealed of subjects beside the log, once their keys are gone (OSError).
    `is_swept`: the vault holds no key any more of which the log, as it was at the start, says that it is destroyed.
    """

    def __init__(
        self,
        vault: Vault,
        log: EventLog,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = SWEEP_SECONDS,
        forget: Callable[[Collection[Subject]], None] = lambda _: None,
    ) -> None:
        self._vault = vault
        self._forget = forget
        self._patience = patience
        self._log = log
        self._pause = pause
        self._noted: dict[Subject, None] = {}
        self._work = asyncio.Event()
        self._done = asyncio.Condition()
        self._all_noted = False
        self.is_swept = False

    def note(self, commit: Commit) -> bool:
        """Take the next commit of the log, and say whether it holds an erasure."""
        erased = erasures_in(commit)
        if erased:
            self._noted.update(dict.fromkeys(erased))
            self._work.set()
        return bool(erased)

    def all_noted(self) -> None:
        """The log was read up to its end as it was at the start."""
        self._all_noted = True
        self._work.set()

    def awaits(self, subject: Subject) -> bool:
        """Whether the subject is erased in the log and its key perhaps still there: nobody opens it any more."""
        return subject in self._noted

    async def look_up(
        self, data: PersonalDataErased, campaign: str
    ) -> Literal["nothing_sealed", "words_repeated", "erasable"]:
        """Whether there is anything to erase, and whether the basis repeats it. Raises LogUnavailable, LogDamaged."""
        facts = await personal_facts(erased_subject(data, campaign), self._log)
        if not facts:
            return "nothing_sealed"
        try:
            found = await asyncio.to_thread(lambda: repeats(data.basis, facts, vault=self._vault))
        except VaultUnavailable:
            raise LogUnavailable from None
        return "words_repeated" if found else "erasable"

    async def names_writer(self, data: FeedbackAnswered, campaign: str) -> bool:
        """Whether an answer repeats the name, the contact or the words of who wrote.

        Reads the whole log. Raises LogUnavailable, LogDamaged.
        """
        facts = await personal_facts(Subject("feedback", data.feedback_id, campaign), self._log)
        try:
            return await asyncio.to_thread(lambda: repeats(data.answer, facts, vault=self._vault))
        except VaultUnavailable:
            raise LogUnavailable from None

    async def carry_out(self, data: PersonalDataErased, campaign: str) -> None:
        """Have it done now, and wait for it. Raises LogUnavailable: then it is done a little later."""
        self._noted[erased_subject(data, campaign)] = None
        self._work.set()
        try:
            async with asyncio.timeout(self._patience), self._done:
                await self._done.wait_for(lambda: not self._noted)
        except TimeoutError:
            raise LogUnavailable from None

    async def run(self) -> NoReturn:
        """Carry out what is noted until cancelled, again and again if need be. Raises LogDamaged."""
        while True:
            await self._work.wait()
            self._work.clear()
            noted, at_start = list(self._noted), self._all_noted
            try:
                await carry_out(noted, vault=self._vault, log=self._log)
                await asyncio.to_thread(self._forget, noted)
            except (LogUnavailable, VaultBusy, VaultUnavailable, OSError) as error:
                _logger.warning("erasure_waits", extra={"subjects": len(noted), "cause": type(error).__name__})
                self._work.set()
                await self._pause(RETRY_SECONDS)
                continue
            if at_start:
                self.is_swept = True
            async with self._done:
                for subject in noted:
                    self._noted.pop(subject, None)
                self._done.notify_all()


class HouseholdNames:
    """Opens what is sealed of households, for one answer each, and nothing before the vault is swept."""

    def __init__(self, vault: VaultReader, erasures: Erasures) -> None:
        self._vault = vault
        self._erasures = erasures

    def is_erased(self, campaign: str, household_id: str) -> bool:
        """Whether nobody can open it any more. Raises Refusal (503)."""
        subject = Subject("household", household_id, campaign)
        with self._swept_vault():
            return self._erasures.awaits(subject) or self._vault.is_erased(subject)

    def open(self, campaign: str, household_id: str, sealed: str) -> str | None:
        """The name, or None once it is erased. Raises Refusal (503), KeyMissing, SealBroken."""
        subject = Subject("household", household_id, campaign)
        with self._swept_vault():
            return None if self._erasures.awaits(subject) else open_name(self._vault, subject, Sealed(sealed))

    @contextmanager
    def _swept_vault(self) -> Iterator[None]:
        if not self._erasures.is_swept:
            raise Refusal(VAULT_UNAVAILABLE)
        try:
            yield
        except VaultUnavailable as error:
            raise Refusal(VAULT_UNAVAILABLE) from error


async def _facts(log: EventLog, wires: AbstractSet[str]) -> AsyncIterator[Fact]:
    async for commits in log.read():
        for commit in commits:
            if commit.owner == "tracking":
                for fact in decode_some(commit.payload, wires):
                    if fact is not None:
                        yield fact
            await asyncio.sleep(0)  # a log is long: others run in between


async def _refs_of(erased: Collection[Subject], log: EventLog) -> list[str]:
    """The references of citizen numbers that go with these subjects.

    A number stays as long as another household that is not erased is listed with it: that is data of its own.
    """
    listed: dict[str, set[Subject]] = {}
    gone = set(erased)
    async for fact in _facts(log, _LISTING):
        if isinstance(fact.data, PersonalDataErased):
            gone.add(erased_subject(fact.data, fact.campaign))
        elif isinstance(fact.data, HouseholdIdentified) and fact.data.person is not None:
            home = Subject("household", fact.data.household_id, fact.campaign)
            listed.setdefault(fact.data.person.person_ref, set()).add(home)
    return [ref for ref, homes in listed.items() if homes <= gone and not homes.isdisjoint(erased)]


def _whose(fact: Fact) -> Subject | None:
    """Whose personal data goes with a fact: in it, or in the file of which it tells."""
    if isinstance(fact.data, EvidenceAttached) and fact.data.subject_kind is not None:
        return kept_subject(fact.data.subject_kind, fact.data.subject_id, fact.campaign)
    return subject_of(fact.data, fact.campaign)


def _words(fact: Fact, vault: VaultReader) -> Iterator[str]:
    """What is sealed in a fact."""
    match fact.data:
        case HouseholdIdentified(person=person) if person is not None:
            sealed = person.sealed
        case PersonAssigned(name=name):
            sealed = name
        case ContributionReceived(donor=donor):
            sealed = donor.sealed
        case FeedbackReceived(said=said):
            sealed = said
        case _:
            return
    subject = subject_of(fact.data, fact.campaign)
    if subject is None or not sealed:
        return
    try:
        plain = vault.unseal(subject, Sealed(sealed))
    except (KeyMissing, SealBroken):
        return
    if plain is not ERASED:
        words = msgspec.json.decode(plain, type=dict[str, str])
        yield from (word for word in words.values() if not isinstance(fact.data, FeedbackReceived) or _tells(word))


def _tells(word: str) -> bool:
    """Whether words that anybody may have typed tell whose they are: a full name, an address, a number, a sentence."""
    return len(word.split()) > 1 or any(map(str.isdigit, word)) or "@" in word


def _plain(text: str) -> str:
    """A text as people compare it: no marks, no case, single spaces."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _holds(said: str, word: str) -> bool:
    return bool(word) and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) is not None
