"""The grammar of NATS subjects: what is written under a name is found under it, and nothing else is."""

import pytest

from shared.core.subjects import OWNERS, WHOLE_LOG, intake_subjects, log_subject, parse_log_subject
from shared.core.values import Owner


@pytest.mark.parametrize("owner", OWNERS)
def test_a_log_subject_tells_campaign_and_owner(owner: Owner) -> None:
    name = log_subject("hoa-binh-450", owner)

    assert parse_log_subject(name) == ("hoa-binh-450", owner)
    assert name.startswith(WHOLE_LOG.removesuffix(">"))


@pytest.mark.parametrize("name", ["log.c", "log.c.tracking.more", "intake.hctc.x", "log.c.audit", "log"])
def test_any_other_subject_is_none_of_the_log(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        parse_log_subject(name)


def test_a_unit_asks_under_its_own_name() -> None:
    assert intake_subjects("hctc") == "intake.hctc.>"
