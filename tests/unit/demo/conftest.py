"""The built-in campaign and one whole run of its simulated province, made once for all tests of the demo."""

import pytest

from deploy.demo import definition_text
from deploy.demo.province import simulate
from deploy.demo.saying import Saying
from shared.rules.definition import CampaignFile, read
from tests.unit.demo.folding import Told, told_by


@pytest.fixture(scope="session")
def campaign_file() -> CampaignFile:
    file = read(definition_text())
    assert isinstance(file, CampaignFile), "\n".join(f"{m.line}:{m.column} {m.en}" for m in file)
    return file


@pytest.fixture(scope="session")
def sayings(campaign_file: CampaignFile) -> list[Saying]:
    return list(simulate(1, campaign_file.definition))


@pytest.fixture(scope="session")
def recorded(sayings: list[Saying]) -> list[Told]:
    return told_by(saying for saying in sayings if saying.expected == "recorded")
