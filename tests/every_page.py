"""Every page that people open, by its route, and how a test comes to it on the demo. It opens none of them.

tests/unit/web/test_every_page.py compares the list with the routes that are served; tests/e2e/test_every_page.py opens
each page of it in a browser.
"""

from typing import Final, NamedTuple

NOBODY: Final = ""  # without sign-in
CANDIDATES: Final = "/awards/pages/candidates"
LOG: Final = "/audit/pages/log"


class Visit(NamedTuple):
    """An address on the demo, who opens it, and what it answers."""

    path: str
    role: str = NOBODY
    status: int = 200


# Lists are filtered, so that a browser has few rows to look at; all rows are alike.
PAGES: Final[dict[str, Visit]] = {
    "/": Visit("/"),
    "/units": Visit("/units", "unit"),
    "/units/{unit_id}": Visit("/units/hctc", "unit"),
    "/units/{unit_id}/forms/{short}": Visit("/units/hctc/forms/activity.recorded", "unit"),
    "/registry/forms/{short}": Visit("/registry/forms/person.assigned?id=hctc", "secretary"),
    "/units/{unit_id}/upload": Visit("/units/hctc/upload", "unit"),
    "/households": Visit("/households?state=withdrew&track=CAMPAIGN", "verifier"),
    "/households/{household_id:path}": Visit("/households/HB-CP-0001", "verifier"),
    "/activities": Visit("/activities?kind=role_model_identified", "unit"),
    "/activities/{activity_id:path}": Visit("/activities/HD-hctc-0002", "unit"),
    "/search": Visit("/search?q=xoa nha tam", "unit"),
    "/publication": Visit("/publication", "secretary"),
    "/publication/forms/{short}": Visit(
        "/publication/forms/document.unpublished?doc_no=02/TB-VPUBND&channel=BOARD&id=DS-02-2025", "publisher"
    ),
    "/feedback": Visit("/feedback"),
    "/feedback/receipts": Visit("/feedback/receipts"),
    "/feedback/list": Visit("/feedback/list", "secretary"),
    "/feedback/list/{feedback_id}": Visit("/feedback/list/none", "secretary", 404),
    "/sign-in": Visit("/sign-in"),
    "/admin": Visit("/admin", "admin"),
    "/admin/tokens": Visit("/admin/tokens", "admin"),
    "/admin/accounts": Visit("/admin/accounts", "admin"),
    "/admin/units": Visit("/admin/units", "admin"),
    "/admin/units/{unit_id}": Visit("/admin/units/hctc", "admin"),
    "/admin/campaigns": Visit("/admin/campaigns", "admin"),
    "/admin/campaigns/{campaign}": Visit("/admin/campaigns/hoa-binh-450", "admin"),
    "/awards/pages/rules": Visit("/awards/pages/rules", "admin"),
    "/awards/pages/what-if/{trial_id}": Visit("/awards/pages/what-if/none", "admin", 404),
    "/admin/forms/{name}": Visit("/admin/forms/token.create", "admin"),
    "/tracking/pages/health": Visit("/tracking/pages/health", "admin"),
    "/awards/pages/health": Visit("/awards/pages/health", "admin"),
    "/notify/pages/health": Visit("/notify/pages/health", "admin"),
    "/audit/pages/health": Visit("/audit/pages/health", "auditor"),
    "/verify": Visit("/verify"),
    "/verify/{sha256}": Visit("/verify/" + "0" * 64, status=404),
    CANDIDATES: Visit(f"{CANDIDATES}?award=AGENCY_COMMENDATION&verdict=NEEDS_REVIEW", "secretary"),
    CANDIDATES + "/{kind}/{subject_id:path}": Visit(
        f"{CANDIDATES}/COLLECTIVE/mau-noi-chinh?campaign=hoa-binh-450&card=F-GK-COL", "secretary"
    ),
    "/awards/pages/forms/{short}": Visit(
        "/awards/pages/forms/dossier.item_added?campaign=hoa-binh-450&nomination_id=DN-404", "secretary"
    ),
    "/notify/pages/inbox": Visit("/notify/pages/inbox", "unit"),
    "/notify/pages/choices": Visit("/notify/pages/choices", "unit"),
    "/notify/unsubscribe/{delivery_id}/{signature}": Visit("/notify/unsubscribe/none/none", status=404),
    "/notify/pages/reached": Visit("/notify/pages/reached?recipient=hctc", "secretary"),
    "/notify/pages/templates": Visit("/notify/pages/templates", "admin"),
    "/notify/pages/templates/{topic}/{language}/{medium}": Visit(
        "/notify/pages/templates/report.overdue/vi/LETTER", "admin"
    ),
    "/notify/pages/failed": Visit("/notify/pages/failed?all=1", "secretary"),
    "/notify/pages/urging": Visit("/notify/pages/urging?about=report", "secretary"),
    "/notify/pages/urging/notices": Visit("/notify/pages/urging/notices?about=goal", "secretary"),
    "/notify/pages/deliveries/{delivery_id}": Visit("/notify/pages/deliveries/none", "secretary", 404),
    LOG: Visit(LOG, "auditor"),
    LOG + "/{position}": Visit(f"{LOG}/1000", "auditor"),
    "/audit/pages/checkpoint": Visit("/audit/pages/checkpoint", "auditor"),
    "/audit/pages/verification": Visit("/audit/pages/verification", "auditor"),
    "/audit/pages/moments": Visit("/audit/pages/moments?a=2025-05-14&b=2025-08-31", "auditor"),
}
# The same pages where something else is to be seen: the past, who is signed in, and what went wrong.
BESIDES: Final[dict[str, Visit]] = {
    "the past": Visit("/?as_of=2025-05-14T17:00:00%2B07:00&view=successor", "auditor"),
    "a unit that has ended": Visit("/units/huyen-lac-thuy", "auditor"),
    "signed in": Visit("/sign-in", "secretary"),
    "not found": Visit("/households/none", "verifier", 404),
    "closed": Visit(LOG, NOBODY, 401),
    "a sitting on a projector": Visit(
        f"{CANDIDATES}/COLLECTIVE/mau-noi-chinh?campaign=hoa-binh-450&card=F-GK-COL&screen=projector", "secretary"
    ),
    "an address that is none": Visit("/nowhere", "secretary", 404),
    **{f"none of {name}'s": Visit(f"/{name}/nowhere", NOBODY, 404) for name in ("awards", "notify", "audit")},
    "a read that is closed": Visit("/notify/deliveries", NOBODY, 401),
}
# Routes that answer with something else than a page, by what that is.
NO_PAGES: Final[dict[str, str]] = {
    "/live": "a stream of positions",
    "/awards/live": "a stream of positions",
    "/notify/live": "a stream of positions",
    "/static/{edition}/{name}": "a file that pages need",
    "/feeds/{campaign}.{form}": "what is public, for programs",
    "/asyncapi.json": "a description for programs",
    "/openapi.json": "a description for programs",
    "/sign-in/begin": "leads to where a role's work begins",
    "/sign-in/provider": "leads to the organisation's provider",
    "/sign-in/back": "leads back from it",
    "/audit/pages/moments/go": "leads to a page at another moment",
    LOG + ".{ending}": "a file",
    CANDIDATES + ".{ending}": "a file",
}
