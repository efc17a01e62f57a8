"""Prints docs/reference/law.md from the law's tables; run it as a module when they change."""

import sys

from shared.rules.law.checking import FORMS
from shared.rules.law.law import HOLIDAYS
from shared.rules.law.tables import TABLES

HEAD = """# The law's tables

Printed from `shared/rules/law/tables.py` by `python -m tests.unit.rules.law_page`; a test checks that it is current.

These hold for every campaign, each entry from its day on. How sure an entry is: `SEEN` in a stored source,
`SECOND_HAND` in a summary only, `MEMORY` in no source, `INFERRED` from what was seen, `CHOICE` of this installation
where the law leaves it open. A campaign overrides single entries in its `law:` section, in just this form:

```yaml
law:
  votes_for: {PROVINCE_MERIT: "at least 4/5 of ALL_MEMBERS"}
  rounds: {PROVINCE_MERIT: 1}
  base_salary_vnd: {"2026-07-01": 2530000}
  holidays: {"2027-02-08": HOLIDAY}
```

`base_salary_vnd` and `holidays` are entered under days, all others under the names below. A dossier is judged by the
law of the day of its newest receipt, a ballot by that of the sitting, a bonus by that of the decision, a reminder by
that of the day it is counted from ([who is urged, of what, and when](urging.md)). A bonus is
coefficient × factor × base salary, rounded up to 10,000 đồng last.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, table in TABLES.items():
        parts.append(f"\n## {name}\n\nIn a `law:` section an entry {FORMS[name][2]}.\n\n")
        parts.append("| entry | since | value | source | how sure |\n| --- | --- | --- | --- | --- |\n")
        parts += [
            f"| {key} | {entry.since} | {entry.value} | {entry.source} | {entry.sure} |\n"
            for key, entries in table.items()
            for entry in entries
        ]
    parts.append(
        f"\n## {HOLIDAYS}\n\nIn a `law:` section a day {FORMS[HOLIDAYS][2]}. Built in are the fixed holidays\n"
    )
    parts.append("and, from memory, those announced for 2024 to 2026 (`shared/rules/law/calendar.py`).\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
