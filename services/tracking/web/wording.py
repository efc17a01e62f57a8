"""What tracking's pages have words for, beside those of every page. It knows no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Every sentence of tracking's pages in one language; braces are filled by the template."""

    day_of: str
    before_start: str
    after_end: str
    days_left: str
    closed: str
    all_campaigns: str
    goal: str
    goal_due: str
    of_goal: str
    of_identified: str
    reached: str
    ahead: str
    behind: str
    on_pace: str
    work_of: str
    done: str
    under_way: str
    waiting: str
    withdrew: str
    withdrew_note: str
    rejected: str
    chart: str
    chart_text: str
    chart_figures: str
    chart_day: str
    steps: Mapping[str, str]
    target_line: str
    pace_line: str
    today: str
    received: str
    disbursed: str
    activities: str
    verified_of: str
    verified: str
    reports_on_time: str
    reports_of: str
    units_local: str
    units_offices: str
    units_finished: str
    unit: str
    houses: str
    reports: str
    none_yet: str
    finished: str
    candidates: str
    candidates_note: str
    candidates_none: str
    candidates_fit: str
    persons_hidden: str
    a_person: str
    met: str
    missing: str
    recorded_on: str
    over_time: str
    asked_for: str
    areas_text: str
    bands: Mapping[str, str]
    tile_map: str
    tile_text: str
    money: str
    money_note: str
    source: str
    planned: str
    money_received: str
    money_disbursed: str
    all_sources: str
    donors: Mapping[str, str]
    obstacles: str
    obstacles_open: str
    obstacles_none: str
    obstacle_since: str
    obstacle_fact: str
    documents: str
    documents_feeds: str
    posted: str
    empty_title: str
    empty_text: str
    empty_then: str
    empty_then_title: str
    empty_launch: str
    empty_sign_in: str
    empty_command: str
    empty_demo: str
    choose_title: str
    choose_text: str
    choose_dates: str
