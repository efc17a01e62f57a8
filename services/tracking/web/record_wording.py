"""What the pages of units, households and activities have words for. It knows no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordWords:
    """Every sentence of these pages in one language; braces are filled by template or table."""

    units: str
    units_note: str
    papers: str
    papers_none: str
    paper: str
    paper_of: str
    units_none: str
    shown_of: str
    search: str
    search_hint: str
    sort: str
    sorts: Mapping[str, str]
    standing: str
    standings: Mapping[str, str]
    everything: str
    in_this_part: str
    next_part: str
    first_part: str
    filter: str
    clear: str
    unit: str
    to_build: str
    done: str
    share: str
    activities: str
    verified: str
    due: str
    received: str
    on_time: str
    funds_received: str
    funds_disbursed: str
    views: Mapping[str, str]
    view: str
    view_notes: Mapping[str, str]
    as_of: str
    as_of_hint: str
    as_of_go: str
    reported: str
    houses_line: str
    reports: str
    reports_line: str
    reports_none: str
    period: str
    due_on: str
    submitted_on: str
    report_states: Mapping[str, str]
    corrected: str
    position: str
    corrections: str
    corrections_note: str
    corrections_none: str
    recorded_at: str
    reason: str
    before: str
    after: str
    by_kind: str
    by_kind_none: str
    kind: str
    kinds: Mapping[str, str]
    count: str
    quantity: str
    brought: str
    brought_none: str
    identified: str
    completed: str
    ended: str
    ended_holder: str
    ends: str
    ends_holder: str
    nobody_goes_on: str
    its_own_figures: str
    holds_apart: str
    holds_together: str
    with_theirs: str
    takes_over: str
    takes_part_over: str
    candidates: str
    households: str
    all_activities: str
    all_units: str
    waiting: str
    waiting_none: str
    open_kinds: Mapping[str, str]
    severities: Mapping[str, str]
    unanswered: str
    due_by: str
    thing: str
    files: str
    files_none: str
    file: str
    file_kinds: Mapping[str, str]
    waited_since: str
    doubts: str
    doubts_none: str
    doubt: str
    remedy: str
    our_candidates: str
    our_candidates_none: str
    award: str
    verdict: str
    still_needed: str
    nothing_missing: str
    recorded: str
    prove: str
    correct: str
    withdraw: str
    submit_report: str
    settle: str
    own_unit: str
