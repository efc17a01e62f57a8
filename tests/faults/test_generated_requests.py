"""Requests made out of the installation's own OpenAPI: no server error, and no answer that it does not describe."""

from pathlib import Path

import pytest

from tests.faults.generating import ask_everything
from tests.faults.installation import installation

REQUESTS = 320  # ten of each operation; by hand: python -m tests.faults.generating 20000


@pytest.mark.slow
def test_no_request_that_the_description_allows_or_forbids_is_a_server_error(tmp_path: Path) -> None:
    with installation(tmp_path) as running:
        findings = ask_everything(running, requests=REQUESTS, first=1)

    assert findings.faults == {}
    assert findings.requests > REQUESTS / 2
    assert {200, 400, 403, 404} <= findings.statuses.keys()
