"""What one activity costs to weigh by the built-in rules: CPU time from its line in the log to its subjects' verdicts.

It is measured in a process of its own, after as many activities of one unit and its people were weighed before.
"""

import time
from collections.abc import Iterable
from itertools import count
from statistics import median

import msgspec
from msgspec.structs import replace

from benchmarks.apart import answer, apart
from benchmarks.campaign import CAMPAIGN, REGULARS, UNIT, people, person_id
from benchmarks.statements import line, reported, told
from deploy.demo import definition_text
from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import Key, key_of
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.touching import touched_by
from services.awards.domain.verdicts import news
from shared.core.events import REGISTRY, CampaignLaunched, Data, RatingRecorded, RuleSetPublished
from shared.core.log import Commit
from shared.core.values import CampaignId
from shared.rules.definition import CampaignFile, read
from shared.rules.stated import Stated, stated


class Weigh(msgspec.Struct, frozen=True):
    """So many activities weighed, after as many before."""

    activities: int


class Weighing:
    """The facts of the campaign, and what was said of its subjects."""

    def __init__(self) -> None:
        self._registry = RegistryFacts()
        self._facts = CampaignFacts(self._registry)
        self._flags: dict[Key, Stated] = {}
        self._numbers = count(1)

    def take(self, lines: Iterable[bytes], *, campaign: CampaignId = CAMPAIGN) -> None:
        """Fold a commit, and weigh everybody of whom it speaks."""
        commit = Commit(next(self._numbers), campaign, "tracking", "", b"\n".join(lines))
        touched = touched_by(commit, self._registry, {CAMPAIGN: self._facts})
        for subject in dict.fromkeys(touch.subject for touch in touched):
            for flag in news(self._facts, subject, self._flags):
                self._flags[key_of(flag)] = stated(flag)


def measure(activities: int, *, runs: int) -> list[dict[str, float]]:
    """`weigh_ms` of each run. Raises PieceFailed."""
    return [apart("benchmarks.weighing", Weigh(activities)) for _ in range(runs)]


def built_in() -> tuple[CampaignLaunched, RuleSetPublished, RuleSetPublished]:
    """The built-in campaign and its two rule sets, under the name of the campaign that is measured on."""
    found = read(definition_text())
    if not isinstance(found, CampaignFile):
        raise TypeError(found)
    definition = found.definition
    launched = CampaignLaunched(**msgspec.structs.asdict(replace(definition.campaign, campaign=CAMPAIGN)))
    first, second = (RuleSetPublished(**msgspec.structs.asdict(one)) for one in definition.rule_sets)
    return launched, first, second


def _rated() -> list[Data]:
    """The unit and its people have been rated, so that nothing is left open for want of it."""
    return [
        RatingRecorded("COLLECTIVE", UNIT, 2024, "EXCELLENT", "QĐ-1"),
        *(RatingRecorded("INDIVIDUAL", person_id(one), 2024, "GOOD", "QĐ-2") for one in range(REGULARS)),
    ]


def _weigh(job: Weigh) -> dict[str, float]:
    weighing = Weighing()
    weighing.take((line(told(data)) for data in (*people(0, REGULARS), *_rated())), campaign=REGISTRY)
    weighing.take(line(told(data)) for data in built_in())
    for number in range(job.activities):
        weighing.take([line(reported("before", number))])
    lines = [line(reported("measured", number)) for number in range(job.activities)]
    took = []
    for one in lines:
        begun = time.process_time()
        weighing.take([one])
        took.append(time.process_time() - begun)
    return {"weigh_ms": median(took) * 1_000}


if __name__ == "__main__":
    answer(Weigh, _weigh)
