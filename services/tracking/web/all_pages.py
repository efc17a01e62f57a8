"""Every page that tracking serves to people, put together, and what they need from outside. It knows no figure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter

from services.tracking.ports import FilesPort, FormsPort
from services.tracking.web.admin.ports import AdmissionsPort
from services.tracking.web.admin.routes import make_admin
from services.tracking.web.chosen_files import ChosenFiles
from services.tracking.web.feedback.ports import PublicPort, WordsPort
from services.tracking.web.feedback.routes import make_feedback
from services.tracking.web.feeds import make_feeds
from services.tracking.web.new_password import make_new_password
from services.tracking.web.own_sessions import make_own_sessions
from services.tracking.web.pages import make_pages
from services.tracking.web.provider_sign_in import make_provider_sign_in
from services.tracking.web.records import make_records
from services.tracking.web.sign_in import SignInPage, make_sign_in
from services.tracking.web.signing_in import SignInPort
from services.tracking.web.things import Things
from shared.adapters.reading import Reads
from shared.core.health import Health
from shared.web.frame import Timekeeping


@dataclass(frozen=True, kw_only=True, slots=True)
class Needs:
    """The doors of this service, who is let in, and what is sealed, as its pages use them.

    `position` says up to where the read model is true now, `stopping` whether the server is about to stop, `look` how
    the service stands.
    """

    forms: FormsPort
    files: FilesPort
    chosen: ChosenFiles
    public: PublicPort
    words: WordsPort
    things: Things
    sign_in: SignInPort
    admissions: AdmissionsPort
    look: Callable[[], Awaitable[Health]]
    position: Callable[[], int]
    stopping: Callable[[], bool]


def make_all_pages(reads: Reads, needs: Needs, *, public_url: str, timekeeping: Timekeeping) -> APIRouter:
    """All of them; `public_url` is where people reach the installation."""
    https = public_url.startswith("https://")
    page = SignInPage(needs.sign_in, timekeeping=timekeeping)
    router = APIRouter()
    for pages in (
        make_feeds(reads, public_url=public_url),
        make_pages(reads, position=needs.position, stopping=needs.stopping, timekeeping=timekeeping),
        make_feedback(reads, needs.forms, needs.public, needs.words, timekeeping=timekeeping),
        make_admin(reads, needs.forms, needs.files, needs.admissions, needs.look, timekeeping=timekeeping),
        make_records(reads, needs.things, needs.forms, needs.files, needs.chosen, timekeeping=timekeeping),
        make_sign_in(reads, page, needs.sign_in, https=https),
        make_new_password(reads, page, needs.sign_in, https=https),
        make_own_sessions(reads, page, needs.sign_in),
        make_provider_sign_in(page, needs.sign_in, https=https),
    ):
        router.include_router(pages)
    return router
