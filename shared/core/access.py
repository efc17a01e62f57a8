"""Who may state what and who may read what (contract §3), as two tables. It never knows a token, a clock or the log."""

from enum import Enum
from typing import Final, Literal, get_args

import msgspec

from shared.core.denials import Denial
from shared.core.values import Role

ROLES: Final[frozenset[Role]] = frozenset(get_args(Role))

UNIT: Final[frozenset[Role]] = frozenset({"unit"})
VERIFIER: Final[frozenset[Role]] = frozenset({"verifier"})
SECRETARY: Final[frozenset[Role]] = frozenset({"secretary"})
COUNCIL: Final[frozenset[Role]] = frozenset({"council"})
AUTHORITY: Final[frozenset[Role]] = frozenset({"authority"})
PUBLISHER: Final[frozenset[Role]] = frozenset({"publisher"})
ADMIN: Final[frozenset[Role]] = frozenset({"admin"})
SERVICES_ONLY: Final[frozenset[Role]] = frozenset()

STATED_BY: Final[dict[str, frozenset[Role]]] = {
    "activity.recorded": UNIT,
    "activity.corrected": UNIT,
    "activity.withdrawn": UNIT,
    "activity.verified": VERIFIER,
    "activity.disputed": VERIFIER,
    "household.identified": UNIT,
    "household.verified": VERIFIER,
    "household.approved": VERIFIER,
    "household.withdrew": UNIT,
    "household.rejected": VERIFIER,
    "house.started": UNIT,
    "house.completed": UNIT,
    "house.checked": VERIFIER,
    "house.handed_over": UNIT,
    "contribution.received": UNIT,
    "funds.disbursed": UNIT,
    "funds.reversed": UNIT,
    "inspection.conducted": UNIT,
    "finding.raised": UNIT,
    "finding.closed": VERIFIER,
    "report.submitted": UNIT,
    "report.corrected": UNIT,
    "obstacle.reported": UNIT,
    "obstacle.resolved": SECRETARY,
    "review.held": SECRETARY,
    "unit.established": ADMIN,
    "unit.renamed": ADMIN,
    "unit.merged": ADMIN,
    "unit.split": ADMIN,
    "unit.dissolved": ADMIN,
    "unit.code_issued": ADMIN,
    "unit.code_closed": ADMIN,
    "person.assigned": SECRETARY,
    "person.transferred": SECRETARY,
    "rating.recorded": SECRETARY,
    "prior_award.recorded": SECRETARY,
    "discipline.recorded": SECRETARY,
    "discipline.ended": SECRETARY,
    "campaign.launched": ADMIN,
    "campaign.amended": ADMIN,
    "campaign.closed": ADMIN,
    "ruleset.published": ADMIN,
    "access.granted": SERVICES_ONLY,
    "access.revoked": SERVICES_ONLY,
    "feedback.received": SERVICES_ONLY,  # for whoever writes on the public page (ADR-0028)
    "feedback.answered": SECRETARY,
    "document.published": PUBLISHER,
    "document.unpublished": PUBLISHER,
    "personal_data.erased": ADMIN,
    "evidence.attached": SERVICES_ONLY,
    "quality.flagged": SERVICES_ONLY,
    "quality.resolved": VERIFIER | SECRETARY,
    "candidate.flagged": SERVICES_ONLY,
    "candidate.updated": SERVICES_ONLY,
    "candidate.unflagged": SERVICES_ONLY,
    "hold.placed": SECRETARY,
    "hold.lifted": SECRETARY,
    "nomination.opened": SECRETARY,
    "nomination.submitted": SECRETARY,
    "nomination.returned": SECRETARY,
    "nomination.withdrawn": SECRETARY,
    "dossier.item_added": SECRETARY,
    "clearance.requested": SECRETARY,
    "clearance.received": SECRETARY,
    "public_comment.opened": SECRETARY,
    "public_comment.closed": SECRETARY,
    "council.convened": SECRETARY,
    "conflict.declared": COUNCIL,
    "ballot.tallied": SECRETARY,
    "minutes.signed": SECRETARY,
    "award.decided": AUTHORITY,
    "award.declined": AUTHORITY,
    "award.conferred": AUTHORITY,
    "award.annulled": AUTHORITY,
    "bonus.calculated": SERVICES_ONLY,
    **dict.fromkeys(("notification.sent", "notification.failed", "notification.read"), SERVICES_ONLY),
    **dict.fromkeys(("notification.put_off", "notification.withheld", "recipient.chose"), SERVICES_ONLY),
    **dict.fromkeys(("notification.renewed", "notification.bounced"), SERVICES_ONLY),
    **dict.fromkeys(("template.changed", "template.restored"), SERVICES_ONLY),  # for an administrator (ADR-0033)
    "reminder.escalated": SERVICES_ONLY,
    **dict.fromkeys(("trouble.found", "trouble.ended"), SERVICES_ONLY),
}

# Who may bring a file in: then the service states that it came, in the name of who brought it.
ATTACHED_BY: Final[frozenset[Role]] = UNIT | VERIFIER

Readable = Literal[
    "overview",
    "checkpoint",
    "hash_tiles",
    "proofs",
    "figures",
    "decisions",
    "inbox",
    "activities",
    "households",
    "evidence",
    "quality",
    "reports",
    "consolidated",
    "handover",
    "publication",
    "candidates",
    "nominations",
    "deliveries",
    "facts",
    "entry_bundles",
    "names",
    "holds",
    "administration",
    "health",
    "rules",
    "feedback",
    "templates",
]

UNITS_PATH: Final = "/units/"  # a `source` below it is a unit's
# What services state by themselves; under these nobody else speaks, at any door.
SERVICES_SOURCES: Final = frozenset({f"/services/{name}" for name in ("tracking", "awards", "notify", "audit")})

# What the whole world may read, without sign-in.
PUBLIC: Final[frozenset[Readable]] = frozenset({"overview", "checkpoint", "hash_tiles", "proofs"})
# Who may read all of it. `reports`: those of a period, by unit; `consolidated`: the papers on all of them; `handover`:
# what came over when units ended; `publication`: what is to be posted, and to come down; `evidence`: files behind
# facts, but those of a household or person are `names`; `facts`: stored facts, leaves and trails; `names`: opening
# sealed data; `holds`: without it a verdict stays as it was before; `administration`: who is let in; `health`: how
# the services stand, what they gave up and refused; `rules`: rule sets, and what others would change; `feedback`: what
# the public wrote, in words for whom `names` opens them; `templates`: the words of notices.
READ_BY: Final[dict[Readable, frozenset[Role]]] = {
    "figures": ROLES,
    "decisions": ROLES,
    "inbox": ROLES,
    "activities": frozenset({"auditor"}),
    "households": frozenset({"verifier", "auditor"}),
    "evidence": frozenset({"verifier", "secretary", "auditor"}),
    "quality": frozenset({"verifier", "secretary", "auditor"}),
    "reports": frozenset({"verifier", "secretary", "council", "authority", "auditor"}),
    # The gazette centre posts them.
    "consolidated": frozenset({"verifier", "secretary", "council", "authority", "publisher", "auditor"}),
    "handover": frozenset({"verifier", "secretary", "admin", "auditor"}),
    "publication": frozenset({"publisher", "secretary", "auditor"}),
    "candidates": frozenset({"secretary", "council", "authority", "auditor"}),
    "nominations": frozenset({"secretary", "council", "authority", "auditor"}),
    "deliveries": frozenset({"secretary", "admin", "auditor"}),
    "facts": frozenset({"auditor"}),
    "entry_bundles": frozenset({"auditor"}),
    "names": frozenset({"verifier", "secretary"}),
    "holds": frozenset({"secretary", "authority", "auditor"}),
    "administration": ADMIN,
    "health": frozenset({"admin", "auditor"}),
    "rules": frozenset({"admin", "auditor"}),
    "feedback": frozenset({"secretary", "auditor"}),
    "templates": frozenset({"admin", "auditor"}),
}
# What a unit may read of its own. Its own facts are those it stated: what others state about it may speak of a hold.
UNITS_OWN: Final[frozenset[Readable]] = frozenset(
    {
        "activities",
        "households",
        "evidence",
        "quality",
        "reports",
        "handover",
        "candidates",
        "deliveries",
        "facts",
        "names",
    }
)


class Caller(msgspec.Struct, frozen=True, gc=False):
    """Who speaks: a role, the unit or person it stands for ("" where there is none), and the id of the token used.

    `predecessors`: the units that have ended and whose work the unit holds today; it speaks of what they did, as they.
    """

    role: Role
    unit_id: str
    person_id: str
    token_id: str
    predecessors: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """The units whose things are the caller's own."""
        return (self.unit_id, *self.predecessors) if self.unit_id else ()


class Reach(Enum):
    """How much of something a caller may read."""

    NOTHING = "nothing"
    OWN = "own"
    ALL = "all"


def why_not_state(caller: Caller, short: str, *, source: str, unit_id: str = "", person_id: str = "") -> Denial | None:
    """Why a caller may not state a fact of this short type, e.g. `activity.recorded`; None when it may.

    `unit_id` and `person_id` are those of the data, "" where it has none. Whether a thing named by its own id alone (a
    house) is the unit's is for the domain to ask, with `speaks_for`. A type that is not in the table is nobody's.
    """
    roles = STATED_BY.get(short, SERVICES_ONLY)
    if caller.role not in roles:
        return Denial.OTHER_ROLE if roles else Denial.SERVICES_ONLY
    if caller.role == "unit":
        speaker = unit_of(source)
        return None if speaker in caller.units and unit_id in ("", speaker) else Denial.OTHER_UNIT
    if source.startswith(UNITS_PATH):
        return Denial.UNITS_SOURCE
    if source in SERVICES_SOURCES:
        return Denial.SERVICES_SOURCE
    if short == "conflict.declared" and (not caller.person_id or person_id != caller.person_id):
        return Denial.NOT_ONESELF
    return None


def may_state(caller: Caller, short: str, *, source: str, unit_id: str = "", person_id: str = "") -> bool:
    """Whether a caller may state such a fact; `why_not_state` says why not."""
    return why_not_state(caller, short, source=source, unit_id=unit_id, person_id=person_id) is None


def actor_of(caller: Caller) -> str:
    """How the log names who speaks: a unit is a unit, all others are a person (so that four eyes are two people)."""
    who = caller.unit_id if caller.role == "unit" else caller.person_id
    return f"{caller.role}:{who or caller.token_id}"


def speaks_for(caller: Caller, unit_id: str) -> bool:
    """Whether a caller may state something about a thing of this unit; if not, it is `Denial.OTHER_UNIT`."""
    return caller.role != "unit" or unit_id in caller.units


def source_of(unit_id: str) -> str:
    """The CloudEvents `source` of what a unit reports."""
    return f"{UNITS_PATH}{unit_id}"


def unit_of(source: str) -> str:
    """The unit whose `source` this is, "" if it is no unit's."""
    return source.removeprefix(UNITS_PATH) if source.startswith(UNITS_PATH) else ""


def is_source(source: str) -> bool:
    """Whether a `source` is a path at all; a statement with any other is malformed, whoever states it."""
    return source.startswith("/")


def reach(caller: Caller | None, what: Readable) -> Reach:
    """How much of `what` a caller may read: all, its own unit's, or nothing. None is somebody without sign-in."""
    if what in PUBLIC or (caller is not None and caller.role in READ_BY[what]):
        return Reach.ALL
    if caller is None:
        return Reach.NOTHING
    return Reach.OWN if caller.role == "unit" and what in UNITS_OWN else Reach.NOTHING


def may_read(caller: Caller | None, what: Readable, *, unit_id: str = "") -> bool:
    """Whether a caller may read one such thing, which belongs to `unit_id` ("" where it belongs to no unit)."""
    match reach(caller, what):
        case Reach.ALL:
            return True
        case Reach.OWN:
            return caller is not None and unit_id != "" and unit_id in caller.units
        case Reach.NOTHING:
            return False
