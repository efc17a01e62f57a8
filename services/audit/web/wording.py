"""What audit's pages have words for, beside those of every page. It knows no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.audit.web.telling import TellingWords


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Every sentence of audit's pages in one language; braces are filled by the template."""

    telling: TellingWords
    tabs: Mapping[str, str]
    tabs_label: str
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
    line_download: str
    earlier: str
    later: str
    site_then: str
    closed_title: str
    closed_text: str
    faulty: str
