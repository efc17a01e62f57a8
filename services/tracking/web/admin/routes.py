"""All that tracking serves of the administration, put together. It knows no figure and no word."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter

from services.tracking.ports import FilesPort, FormsPort
from services.tracking.web.admin.definitions import make_definitions
from services.tracking.web.admin.pages import AdminRim, make_admin_pages
from services.tracking.web.admin.ports import AdmissionsPort
from services.tracking.web.admin.stating import make_admin_forms
from services.tracking.web.admin.texts import ADMIN_PAGE_WORDS
from shared.adapters.reading import Reads
from shared.core.health import Health
from shared.web.frame import Timekeeping
from shared.web.site import Site


def make_admin(
    reads: Reads,
    forms: FormsPort,
    files: FilesPort,
    admissions: AdmissionsPort,
    look: Callable[[], Awaitable[Health]],
    *,
    timekeeping: Timekeeping,
) -> APIRouter:
    """The routes below `/admin`; `look` says how tracking itself stands."""
    site = Site("services.tracking.web", ADMIN_PAGE_WORDS, timekeeping=timekeeping)
    router = APIRouter()
    router.include_router(make_admin_pages(AdminRim(reads, site), admissions, look))
    router.include_router(make_admin_forms(reads, forms, admissions, site))
    router.include_router(make_definitions(reads, forms, files, site))
    return router
