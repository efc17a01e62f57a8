"""Prints docs/reference/urging.md from the tables of urging; run it as a module when they change."""

import sys
from typing import Final

from services.notify.domain.directory import Name
from services.notify.domain.matter import Kind
from services.notify.domain.notices import ReminderStory
from services.notify.domain.urging import MORNING, STEPS, Step
from services.notify.domain.wording import wording
from shared.core.values import Language, Tier
from shared.rules.law.tables import URGED, URGING

COUNTED_FROM: Final[dict[Kind, str]] = {
    "report": "the last day on which the unit's report on a period is in time (`reporting.due_days` after its end), "
    "until the report is recorded",
    "consolidated": "the last day on which reports on a period are in time, as soon as somebody has reported on it; "
    "told to the recipients of the plan (table `recipients` of the law), again for every newer paper within two weeks",
    "review": "the day a review was recorded, after the campaign is closed too; told to the recipients of the plan",
    "sitting": "the day on which a sitting of the council is to be held, once it is convened; told to its members",
    "minutes": "the day signed minutes were recorded; told to the members of that council and to the recipients of the "
    "plan",
    "decided": "the day a decision on awards was recorded; told to whom it gives an award, to the units of persons "
    "among them, and to the recipients of the plan",
    "annulled": "the day it was recorded that an award was annulled; told to whom it was given, and as a decision is",
    "obstacle": "the day an obstacle was reported, until it is resolved",
    "feedback": "the day somebody wrote to the office from its public page, until it is answered or erased; the tier "
    "ADMINISTRATION is the secretary, who answers",
    "house": "the day of the newest step of a house, from its approval until it is handed over or given up",
    "goal": "the day a target `houses.…` is due, while the pace of the last 60 days does not reach it by then",
    "figure": "the day a correction made a figure of a report smaller; the units above the one that reported it are "
    "told too, for it was in the sums they went by",
    "nomination": "the day a figure behind a submitted dossier fell, of a report, of an activity (corrected, "
    "withdrawn or disputed) or of a payment that was taken back; the tier UNIT is the secretary, who has the dossier "
    "before them",
    "award": "the day a figure fell behind an award that was given; told to the authority, who decided, and to the "
    "secretary, whoever the upper tiers are; the notice names the decision, and each figure before and after",
    "dossier": "the last day for a step of a nomination (table `working_days` of the law), until the step is taken; "
    "the tier UNIT is the unit for completing and submitting a dossier, and the secretary for all other steps",
}
WHO: Final[dict[Tier, str]] = {
    "UNIT": "the unit; when it has ended, whoever holds its work",
    "HEAD": "the unit, and whoever the registry says leads it",
    "ADMINISTRATION": f"the unit or role named in `urged`; where none is named, `{URGED['ADMINISTRATION'][0].value}`",
    "LEADERSHIP": f"the unit or role named in `urged`; where none is named, `{URGED['LEADERSHIP'][0].value}`",
}
CLOCK: Final = f"{MORNING.seconds // 3600}:{MORNING.seconds // 60 % 60}"
HEAD: Final = f"""# Who is urged, of what, and when

Printed from `STEPS` in `services/notify/domain/urging.py` and the tables `urging` and `urged` of the law by
`python -m tests.unit.notify.urging_page`; a test checks that it is current.

The plan (VI.2) has the administration division monitor and urge the units. Every working morning, at {CLOCK} in the
country, notify looks at what stands, and brings each matter before the highest tier below whose day has come, once. It
states so as `reminder.escalated`, with the position of the fact the matter rests on as `cause`; the notices follow from
that. What is settled is told no more; a tier whose day went by unseen is passed over; what falls on a day off is told
on the next working morning. A campaign is urged until it is closed.

A unit is told in its inbox, and by e-mail where it has an address; a person and a role in their inbox. The unit that is
the leadership is asked for no report: it receives them. A unit is asked for what falls due after it took part.

The numbers of days are this system's choice, not law. A campaign sets them, and who the upper tiers are, in its `law:`
section, an entry in just the form of the tables below; working days are those of the law's calendar:

```yaml
law:
  urged: {{ADMINISTRATION: hctc, LEADERSHIP: vpubnd}}
  urging: {{"report.overdue HEAD": "2 WORKING_DAYS AFTER", "report.due_soon UNIT": NEVER}}
```

A log that does not verify, and a fact that was given up, wait for no morning: auditor and administrator are told
at once (`log.not_verifying`, `fact.parked`; ADR-0038).

## Watch it

`thidua demo` plays a province that is late now and then. With the sign-ins it prints, `/notify/pages/urging` shows
secretary, administrator and auditor the whole year: by month, and of reports by period, how far urging came with each
unit; each figure opens the notices behind it, each notice its trail: cause, version of its words, attempts, receipt. A
unit sees there what it was told itself. `/notify/inbox` shows the administration division (`unit hctc`) what it was
told, `/notify/deliveries` the auditor what everybody was; `?as_of=2025-05-14T17:00:00+07:00` shows each as of a day.
`thidua audit trail delivery ID` leads from a notice to the reminder and the fact behind it, `thidua audit trail
household ID` tells who was urged about a house.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, "\n## Tiers\n\n| tier | who is told |\n| --- | --- |\n"]
    parts += [f"| {tier} | {who} |\n" for tier, who in WHO.items()]
    for kind, steps in STEPS.items():
        parts.append(f"\n## {kind.capitalize()}\n\nCounted from {COUNTED_FROM[kind]}.\n\n")
        parts.append("| topic | tier | when | what it is called |\n| --- | --- | --- | --- |\n")
        parts += [
            f"| `{step.topic}` | {step.tier} | {_when(step)} | {_title(step, 'vi')} / {_title(step, 'en')} |\n"
            for step in steps
        ]
    return "".join(parts)


def _when(step: Step) -> str:
    """Each entry with its day; the first holds from the beginning."""
    first, *later = URGING[step.entry]
    return ", ".join([str(first.value), *(f"{entry.value} (since {entry.since})" for entry in later)])


def _title(step: Step, language: Language) -> str:
    story = ReminderStory(
        topic=step.topic,
        tier=step.tier,
        campaign_name=Name("…"),
        subject_kind="COLLECTIVE",
        subject_id="…",
        unit_id="…",
        unit_name=Name("…"),
        matter="…",
        due_on="2025-01-01",
        figures=(),
        step="…",
        nomination_id="…",
        decision_no="…",
    )
    return wording(story, language).title


if __name__ == "__main__":
    sys.stdout.write(page())
