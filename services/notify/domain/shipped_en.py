"""The notices as they ship, in English: a template for each topic. It knows no story and renders nothing.

A line is a sentence; one that comes out empty is left out. What may stand between braces is in `contexts`.
"""

from collections.abc import Mapping
from typing import Final

from services.notify.domain.templates import Template

_FINDING: Final = (
    "Campaign: {{ campaign }}. Finding for {{ subject }}: {{ verdict }}.\n"
    "Award: {{ award }}. Standard applied: {{ card }} ({{ rule_set }}).\n"
    '{% if missing %}Still missing: {{ missing | join("; ") }}.{% endif %}\n'
    '{% if code == "HELD" %}This is for the council\'s secretary alone; please do not pass it on.{% endif %}\n'
    "This is a finding by the standard and not an award. The council votes, and whoever has the authority decides."
)


_URGED: Final = """Campaign: {{ campaign }}.
{% if unit %}Unit: {{ unit }}.{% endif %}
SAYS
{% for figure in figures %}
{{ figure.name }}: {{ figure.found }}, against {{ figure.against }}.
{% endfor %}
ASK"""


_SENT: Final = "Sent to the recipients of the paper."


def _urged(says: str, ask: str = "{{ ask }}") -> str:
    return _URGED.replace("SAYS", says).replace("ASK", ask)


EN: Final[Mapping[str, Template]] = {
    "candidate.flagged": Template(
        (
            '{% if code == "HELD" %}Held, {{ award }}: {{ subject }}'
            '{% elif code == "CANDIDATE" %}Fit to be put to the vote, {{ award }}: {{ subject }}'
            "{% else %}To be reviewed before a vote, {{ award }}: {{ subject }}{% endif %}"
        ),
        _FINDING,
    ),
    "candidate.updated": Template(
        (
            '{% if code == "HELD" %}Held, {{ award }}: {{ subject }}'
            "{% else %}The finding has changed, {{ award }}: {{ subject }}{% endif %}"
        ),
        _FINDING,
    ),
    "candidate.unflagged": Template(
        (
            '{% if code == "HELD" %}Held, {{ award }}: {{ subject }}'
            "{% else %}No longer fit to be put to the vote, {{ award }}: {{ subject }}{% endif %}"
        ),
        _FINDING,
    ),
    "report.due_soon": Template(
        "Report for {{ matter }} soon due: {{ unit }}",
        _urged("The report for {{ matter }} is to be sent by {{ due }}; it has not come in."),
    ),
    "report.due": Template(
        "Report for {{ matter }} due: {{ unit }}",
        _urged("The report for {{ matter }} is to be sent by {{ due }}; it has not come in."),
    ),
    "report.overdue": Template(
        "Report for {{ matter }} overdue: {{ unit }}",
        _urged("The report for {{ matter }} was due on {{ due }}; it has not come in."),
    ),
    "report.consolidated": Template(
        "Consolidated report for {{ matter }}: {{ campaign }}",
        _urged(
            (
                "The consolidated report for {{ matter }} is made of what units have reported. As DOCX and XLSX: "
                "at the end of the page of units, with its hash."
            ),
            "Sent to the recipients of the plan.",
        ),
    ),
    "review.held": Template(
        "Pack of the review {{ matter }}: {{ campaign }}",
        _urged(
            (
                "Review {{ matter }} was recorded on {{ due }}. Its pack of figures, awards and lessons: "
                "as DOCX and XLSX at the end of the page of units, with its hash."
            ),
            "Sent to the recipients of the plan.",
        ),
    ),
    "council.convened": Template(
        "A sitting of the council is convened for {{ due }}: {{ campaign }}",
        _urged(
            "The sitting with id {{ matter }} is convened for {{ due }}, and you are one of its members.",
            "See what waits for the council on the page of candidates, and declare a conflict of interest, if any.",
        ),
    ),
    "minutes.signed": Template(
        "Minutes of the sitting {{ matter }}: {{ campaign }}",
        _urged("The minutes of the sitting with id {{ matter }} are signed, as recorded on {{ due }}.", _SENT),
    ),
    "award.decided": Template(
        "Decision on awards {{ decision }}: {{ campaign }}",
        _urged("The decision on awards {{ decision }} was recorded on {{ due }}.", _SENT),
    ),
    "award.annulled": Template(
        "An award by decision {{ decision }} was annulled: {{ campaign }}",
        _urged("On {{ due }} it was recorded that an award by decision {{ decision }} was annulled.", _SENT),
    ),
    "obstacle.unanswered": Template(
        "Obstacle not removed: {{ unit }}",
        _urged("The obstacle with id {{ matter }} was reported on {{ due }} and is not removed."),
    ),
    "feedback.received": Template(
        "Somebody wrote to the office, code {{ matter }}",
        _urged(
            "On {{ due }} a message came, code {{ matter }}; the feedback page has its words and its day.",
            "Please read it and answer in time.",
        ),
    ),
    "feedback.overdue": Template(
        "An answer to the public is late, code {{ matter }}",
        _urged("The message with code {{ matter }} came on {{ due }}; its answer is late."),
    ),
    "house.stuck": Template(
        "House at a standstill, household with id {{ matter }}: {{ unit }}",
        _urged("Since {{ due }} no further step is on record for the house of the household with id {{ matter }}."),
    ),
    "goal.at_risk": Template(
        "Goal at risk: {{ metric }}",
        _urged("At the pace of the last 60 days this goal will not be reached by {{ due }}."),
    ),
    "figure.fell": Template(
        "A reported figure was corrected downwards: {{ unit }}",
        _urged("The report with id {{ matter }} was corrected on {{ due }}; figures fell as follows."),
    ),
    "nomination.figure_fell": Template(
        "A figure behind a submitted dossier fell, dossier with id {{ nomination }}: {{ unit }}",
        _urged(
            (
                "The dossier with id {{ nomination }} was submitted; on {{ due }} what was told under id {{ matter "
                "}} fell as follows."
            ),
            "Please look at the dossier again before the council sits.",
        ),
    ),
    "award.figure_fell": Template(
        "A figure behind an award fell, decision {{ decision }}: {{ unit }}",
        _urged(
            (
                "The dossier with id {{ nomination }} was given an award by decision {{ decision }}; "
                "on {{ due }} what was told under id {{ matter }} fell as follows."
            ),
            "You are asked to consider whether the award still has its ground.",
        ),
    ),
    "dossier.step_due": Template(
        "Soon due: {{ step }}, dossier with id {{ matter }}: {{ unit }}",
        _urged("The dossier with id {{ matter }} waits for this: {{ step }}, by {{ due }}."),
    ),
    "dossier.step_overdue": Template(
        "Overdue: {{ step }}, dossier with id {{ matter }}: {{ unit }}",
        _urged("The dossier with id {{ matter }} waits for this: {{ step }}, which was due on {{ due }}."),
    ),
    "fact.parked": Template(
        "Trouble in {{ service }}: {{ what }}",
        (
            "{{ what }}{% if about %} ({{ about }}){% endif %}.\n"
            "Why, as the service says it: {{ why }}\n"
            "What was recorded stands in the log all the same. The administrator is asked to see the page of "
            "health, and to do what it says."
        ),
    ),
    "log.not_verifying": Template(
        "Trouble with the log: {{ what }}",
        (
            "{{ what }}{% if about %} ({{ about }}){% endif %}.\n"
            "{{ service }} says: {{ why }}\n"
            "Keep every disk as it is, and restart nothing yet. The administrator follows the runbook "
            "NothingIsSigned or PenStopped; the auditor runs thidua audit verify with the key kept elsewhere."
        ),
    ),
}
