"""The routes of the pages of units, households, activities and publication. They know no figure and no word."""

from typing import Final

from fastapi import APIRouter, Request, Response

from services.tracking.ports import FilesPort, FormsPort
from services.tracking.web import publication, searching, thing_pages, unit_pages
from services.tracking.web.asking import Rim
from services.tracking.web.chosen_files import ChosenFiles
from services.tracking.web.publication_stating import make_publication_forms
from services.tracking.web.record_texts import RECORD_WORDS
from services.tracking.web.registry_stating import make_registry_forms
from services.tracking.web.stating import make_stating
from services.tracking.web.things import Things
from services.tracking.web.upload import make_upload
from shared.adapters.reading import Reads
from shared.web.frame import Section, Timekeeping
from shared.web.site import Site

LIVE: Final = "/live"


def make_records(
    reads: Reads, things: Things, forms: FormsPort, files: FilesPort, chosen: ChosenFiles, *, timekeeping: Timekeeping
) -> APIRouter:
    """The routes below `/units`, `/households` and `/activities`, `/publication`, and `/search` through all of them."""
    router = APIRouter(include_in_schema=False)
    site = Site("services.tracking.web", RECORD_WORDS, timekeeping=timekeeping, live=LIVE)
    rim = Rim(reads, site)

    @router.get(Section.SEARCH.value)
    async def search(request: Request) -> Response:
        return await rim.show(request, "figures", Section.SEARCH, lambda asked: searching.search(asked, things))

    for section in (Section.SEARCH, Section.UNITS, Section.HOUSEHOLDS, Section.ACTIVITIES):
        router.add_api_route(section.value, rim.look, methods=["POST"], include_in_schema=False)

    @router.get("/units")
    async def units(request: Request) -> Response:
        return await rim.show(request, "figures", Section.UNITS, unit_pages.units)

    @router.get("/units/{unit_id}")
    async def one_unit(request: Request, unit_id: str) -> Response:
        return await rim.show(
            request, "figures", Section.UNITS, lambda asked: unit_pages.one_unit(asked, things, unit_id)
        )

    _add_publication(router, rim)
    router.include_router(_of_things(rim, things))
    router.include_router(make_stating(reads, forms, chosen, site))
    router.include_router(make_registry_forms(reads, forms, site))
    router.include_router(make_publication_forms(reads, forms, site))
    router.include_router(make_upload(reads, files, site))
    return router


def _of_things(rim: Rim, things: Things) -> APIRouter:
    """Those below `/households` and `/activities`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/households")
    async def households(request: Request) -> Response:
        return await rim.show(request, "households", Section.HOUSEHOLDS, thing_pages.households)

    @router.get("/households/{household_id:path}")
    async def one_household(request: Request, household_id: str) -> Response:
        return await rim.show(
            request,
            "households",
            Section.HOUSEHOLDS,
            lambda asked: thing_pages.one_household(asked, things, household_id),
        )

    @router.get("/activities")
    async def activities(request: Request) -> Response:
        return await rim.show(request, "activities", Section.ACTIVITIES, thing_pages.activities)

    @router.get("/activities/{activity_id:path}")
    async def one_activity(request: Request, activity_id: str) -> Response:
        return await rim.show(
            request,
            "activities",
            Section.ACTIVITIES,
            lambda asked: thing_pages.one_activity(asked, things, activity_id),
        )

    return router


def _add_publication(router: APIRouter, rim: Rim) -> None:
    @router.get("/publication")
    async def waiting(request: Request) -> Response:
        return await rim.show(request, "publication", Section.PUBLICATION, publication.waiting)
