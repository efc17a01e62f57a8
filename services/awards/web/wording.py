"""What awards' pages have words for, beside those of every page. It knows no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.awards.domain.clocks import Ticks
from services.awards.web.waiting import Waits
from shared.core.values import ClearanceResult, Level, Outcome, SubjectKind
from shared.papers.content import PaperKind


@dataclass(frozen=True, kw_only=True, slots=True)
class ListWords:
    """Every sentence of the lists of candidates in one language; braces are filled by the template."""

    title: str
    note: str
    none_yet: str
    none_so: str
    filters: str
    search: str
    award: str
    all_awards: str
    verdict: str
    all_verdicts: str
    counted: str
    unit: str
    all_units: str
    show: str
    show_all: str
    download: str
    rank: str
    candidate: str
    missing: str
    nothing_missing: str
    evidence: str
    over_cap: str
    number: str
    kinds: Mapping[SubjectKind, str]
    erased: str
    no_name: str
    ways_title: str
    ways: Mapping[Waits, str]
    all_ways: str
    yours: Mapping[Waits, str]
    yours_look: str
    none_yours: Mapping[Waits, str]
    choose: str
    empty: str
    kind_column: str
    id_column: str
    name_column: str
    unit_id_column: str
    award_column: str
    card_column: str
    rules_column: str
    position_column: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CandidateWords:
    """Every sentence on the page of one candidate in one language."""

    back: str
    card: str
    also: str
    rules: str
    why: str
    all_of: str
    any_of: str
    some_of: str
    outcomes: Mapping[Outcome, str]
    basis: str
    unknown_value: str
    yes: str
    no: str
    no_evidence: str
    evidence_more: str
    fact: str
    proof: str
    held: str
    duplicate: str
    missing: str
    changed_last: str
    nothing_missing: str
    evidence: str
    evidence_closed: str
    history: str
    history_of: str
    recorded_at: str
    position: str
    carried: str
    lapsed: str
    decided_before: str
    screen: str
    screen_off: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureWords:
    """Every sentence on a candidate's way to a decision in one language."""

    procedure: str
    not_proposed: str
    stages: Mapping[str, str]
    votes: Mapping[str, str]
    nomination: str
    dossier: str
    papers: Mapping[str, str]
    there: str
    lacking: str
    clearances: str
    clearance_results: Mapping[ClearanceResult, str]
    waiting: str
    not_asked: str
    comment: str
    comment_days: str
    comment_open: str
    comment_closed: str
    comment_needed: str
    remarks: str
    level: str
    levels: Mapping[Level, str]
    received: str
    returned: str
    clocks: Mapping[Ticks, str]
    due: str
    days_left: str
    days_over: str
    ballots: str
    sitting: str
    round: str
    held_on: str
    present: str
    ballot_yes: str
    ballot_no: str
    ballot_blank: str
    written: str
    for_of: str
    needed: str
    passed: str
    failed: str
    needs: Mapping[str, str]
    minutes: str
    decision: str
    decision_of: str
    conferred: str
    bonus: str
    bonus_later: str
    recover: str
    files: str
    file_names: Mapping[PaperKind, str]
    said: Mapping[str, str]
    steps: Mapping[str, str]
    by: str
    declined: str
    conflicts: str
    tellings: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FormWords:
    """Every sentence of the forms in one language; `labels` and `hints` by the name of the field.

    `turns` say whose turn it is, `notes` what recording means, by the short name of what is recorded.
    """

    next_title: str
    send: str
    cancel: str
    not_recorded: str
    sign_in_again: str
    choose: str
    once: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    options: Mapping[str, str]
    recorded: str
    turns: Mapping[str, str]
    notes: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """All of them in one language."""

    lists: ListWords
    one: CandidateWords
    way: ProcedureWords
    forms: FormWords
