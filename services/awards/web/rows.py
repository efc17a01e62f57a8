"""The lists of candidates as the rows of a file, in one language. It knows no format of files."""

from services.awards.web.listing import Line, Listing
from services.awards.web.texts import WORDS
from services.awards.web.wording import ListWords
from shared.core.values import Award, Language
from shared.web.downloads import Cell, Rows
from shared.web.texts import WORDINGS
from shared.web.wording import Wording


def rows_of(seen: Listing, language: Language) -> Rows:
    """A head, and a row for each candidate that is listed, in the order of the page."""
    its, say = WORDS[language].lists, WORDINGS[language]
    head = (
        its.award_column,
        its.rank,
        its.kind_column,
        its.id_column,
        its.name_column,
        its.unit_id_column,
        its.unit,
        its.verdict,
        its.over_cap,
        its.missing,
        its.evidence,
        its.card_column,
        its.rules_column,
        its.position_column,
    )
    return [head, *(_row(line, award, its, say) for award, lines in seen.lists for line in lines)]


def _row(line: Line, award: Award, its: ListWords, say: Wording) -> tuple[Cell, ...]:
    who = line.who
    return (
        say.awards[award],
        line.rank,
        its.kinds[who.kind],
        who.id,
        say.text(who.name) if who.name else its.erased if who.erased else "",
        who.unit_id,
        say.text(who.unit) if who.unit else "",
        say.verdicts[line.verdict],
        "x" if line.over_cap else "",
        "; ".join(say.text(said) for said in line.missing),
        line.weight,
        line.card,
        line.seen.row.rule_set,
        line.position,
    )
