"""What the log shows as rows to take along. It knows no HTTP, and not how a file is written."""

from collections.abc import Iterable
from typing import Final

from services.audit.web.stream import Shown
from services.audit.web.telling import Teller
from services.audit.web.wording import Words
from shared.web.wording import Wording

MOST: Final = 2_000  # facts in one file: the newest of what is asked for


def table(shown: Iterable[Shown], tell: Teller, words: Words, say: Wording) -> list[list[str]]:
    """A heading and a line for each fact, in the words of the page."""
    head = [words.position, words.recorded, words.happened, words.kind, words.sentence, words.stated_by]
    rows = [[*head, words.actor, words.things, words.door]]
    for one in shown:
        fact = one.fact
        things = words.telling.joined.join(f"{thing.kind}/{thing.id}" for thing in one.things)
        role = words.actors.get(one.role) or say.roles.get(one.role, one.role)  # type: ignore[call-overload]
        said = [str(one.position), one.recorded.isoformat(), fact.time, tell.label(fact.data.short)]
        rows.append([*said, tell.sentence(fact), tell.who(fact), role, things, fact.campaign])
    return rows
