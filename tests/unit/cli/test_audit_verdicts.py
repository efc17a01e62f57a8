"""How the judging of verdicts is told: differences by position with exit 1, and what may only be late as a remark."""

import pytest

from deploy.cli.audit_verdicts import tell_verdicts
from deploy.cli.terminal import Failed
from services.awards.domain.honesty import Difference, Judged

INVENTED = Difference(
    position=5_001,
    campaign="hoa-binh-450",
    subject_kind="COLLECTIVE",
    subject_id="hctc",
    card="F-GK-COL",
    kind="UNEXPLAINED",
    stated="CANDIDATE",
)
LATE = Difference(
    position=9_000,
    campaign="hoa-binh-450",
    subject_kind="COLLECTIVE",
    subject_id="thcb",
    card="F-GK-COL",
    kind="NOT_SHOWN",
    expected="CANDIDATE",
)


def test_differences_are_listed_by_position_and_the_command_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failed, match="304 flags were weighed anew, 1 differences"):
        tell_verdicts(Judged(304, (INVENTED,), ()))

    assert capsys.readouterr().out.split("\t")[:6] == [
        "5001",
        "hoa-binh-450",
        "COLLECTIVE",
        "hctc",
        "F-GK-COL",
        "no rule explains this flag",
    ]


def test_what_is_only_late_is_a_remark(capsys: pytest.CaptureFixture[str]) -> None:
    tell_verdicts(Judged(304, (), (LATE,)))

    said = capsys.readouterr()
    assert said.out == ""
    assert "1 verdicts were not stated yet" in said.err
    assert "304 flags were weighed anew; all are what rules and facts said then" in said.err
