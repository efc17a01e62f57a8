"""Every page that the four services serve stands in the list of tests/every_page.py, which a browser walks."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi import FastAPI
from nats.aio.client import Client
from starlette.routing import BaseRoute, Route

from services.audit.app import Audit
from services.audit.settings import Settings as AuditSettings
from services.awards.app import Awards
from services.awards.settings import Settings as AwardsSettings
from services.notify.app import Notify
from services.notify.settings import Settings as NotifySettings
from services.tracking.app import Tracking
from services.tracking.settings import Settings as TrackingSettings
from shared.adapters.clock import system_clock
from shared.adapters.memory import MemoryLog
from shared.adapters.vault import Vault
from tests.every_page import NO_PAGES, PAGES

# Served to programs as well, and therefore described: a browser gets a page.
DESCRIBED_PAGES: Final = {"/verify/{sha256}"}


class _UnconnectedLog(MemoryLog):
    """A log that a service is made with and never started on."""

    connection = Client()
    newest = 0


def _routes(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Every single route; FastAPI keeps a router that was included as one entry with routes of its own."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _routes(included.routes)
        else:
            assert isinstance(route, Route), f"{route!r} is no plain route: say here how to look into it"
            yield route


def _served(application: FastAPI) -> set[str]:
    """What a browser can get and programs are not told of, and the pages that are told of."""
    routes = [route for route in _routes(application.routes) if "GET" in (route.methods or ())]
    return {route.path for route in routes if not route.include_in_schema or route.path in DESCRIBED_PAGES}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[set[str]]:
    vault = tmp_path / "vault.sqlite"
    Vault.open(vault).close()  # awards and notify only read it
    common: dict[str, Any] = {"address": "", "nats_url": "", "nats_seed": None, "read_models": tmp_path / "read-models"}
    common["access_url"] = f"sqlite:///{tmp_path / 'access.sqlite'}"
    log: Any = _UnconnectedLog()
    tracking = Tracking(TrackingSettings(**common, vault=vault, evidence=tmp_path / "evidence"), log, system_clock)
    awards = Awards(AwardsSettings(**common, vault=vault), log, system_clock)
    notify = Notify(NotifySettings(**common, vault=vault), log, system_clock)
    audit = Audit(AuditSettings(**common, folder=tmp_path / "audit"), log, system_clock)

    yield set().union(*(_served(one) for one in (tracking._api, awards.api, notify.api, audit.api)))

    for service in (tracking, awards, notify, audit):
        service.close()


def test_every_page_that_is_served_is_walked_in_a_browser(served: set[str]) -> None:
    assert served - NO_PAGES.keys() == PAGES.keys(), "give each page a visit in tests/every_page.py"
    assert NO_PAGES.keys() <= served, "take what is no longer served out of NO_PAGES in tests/every_page.py"
