"""What audit's pages have words for, beside those of every page. It knows no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.audit.web.telling import TellingWords


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Every sentence of audit's pages in one language; braces are filled by the template."""

    telling: TellingWords
    log_title: str
    log_note: str
    own_note: str
    actors: Mapping[str, str]
    kinds: Mapping[str, str]
    thing: str
    thing_hint: str
    unit: str
    kind: str
    actor: str
    campaign: str
    registry: str
    from_on: str
    to_on: str
    anything: str
    look: str
    clear: str
    found: str
    nothing_found: str
    nothing_yet: str
    newest: str
    newer: str
    older: str
    pages_label: str
    pages_label_below: str
    things: str
    position: str
    fact_title: str
    recorded: str
    happened: str
    stated_by: str
    source: str
    door: str
    leaf: str
    cause: str
    line: str
    line_note: str
    speaks_of: str
    trail: str
    proof: str
    proof_download: str
    proof_note: str
    proof_check: str
    proof_other: str
    line_download: str
    earlier: str
    later: str
    site_then: str
    closed_title: str
    closed_text: str
    faulty: str
    paper_title: str
    paper_lead: str
    paper_code: str
    paper_hint: str
    paper_look: str
    checkpoint_title: str
    checkpoint_note: str
    covers: str
    origin: str
    size: str
    last_position: str
    root: str
    signed_by: str
    witness: str
    no_witness: str
    checkpoint_download: str
    keys_download: str
    picture: str
    technical: str
    technical_note: str
    picture_text: str
    picture_note: str
    how: str
    note: str
    keys: str
    how_steps: tuple[str, ...]
    rests_on: str
    moments_title: str
    moments_note: str
    go_title: str
    on: str
    at: str
    at_hint: str
    or_position: str
    go: str
    months: str
    compare_title: str
    compare_closed: str
    first_day: str
    second_day: str
    compare: str
    compare_note: str
    what: str
    difference: str
    all_facts: str
    in_dong: str
    which_campaign: str
    verification_title: str
    verification_note: str
    read_so_far: str
    began: str
    ended: str
    checkpoints_held: str
    never_verified: str
    verify: str
    verify_again: str
    verification_more: str
    key: str
    bundle: str
    states: Mapping[str, str]
    sentence: str
    files: str
