"""Audit's pages over HTTP, all of them, and what they have in common. It knows no figure and no word."""

from collections.abc import Callable

from fastapi import APIRouter

from services.audit.ports import Checkpoints, Findings, Picture, Verifier
from services.audit.web.checkpoint import make_checkpoint_page
from services.audit.web.log import make_log_pages
from services.audit.web.moments import make_moment_pages
from services.audit.web.texts import WORDS
from services.audit.web.verification import make_verification_pages
from shared.adapters.reading import Reads
from shared.web.frame import Timekeeping
from shared.web.site import Site


def make_pages(
    reads: Reads,
    *,
    signing: Checkpoints,
    finding: Findings,
    keys: Callable[[], str],
    picture: Callable[[str], Picture],
    verifying: Verifier,
    timekeeping: Timekeeping,
) -> APIRouter:
    """The routes under /audit/pages, and `/static`. `keys`: the public keys; `picture` draws a QR code."""
    site = Site("services.audit.web", WORDS, timekeeping=timekeeping)
    router = APIRouter(include_in_schema=False)
    for pages in (
        make_log_pages(reads, site, signing=signing, finding=finding),
        make_checkpoint_page(reads, site, signing=signing, finding=finding, keys=keys, picture=picture),
        make_moment_pages(reads, site),
        make_verification_pages(reads, site, verifying=verifying),
        site.files(),
    ):
        router.include_router(pages)
    return router
