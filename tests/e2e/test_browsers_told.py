"""Web push in a real browser, under the policy for scripts that pages have: the button, the worker, and axe.

The push service is the one thing played: it is somebody else's, far away.
"""

import asyncio
import json
from pathlib import Path
from typing import Any, Final

import uvicorn
from playwright.async_api import Page, async_playwright

from deploy.nats.server import free_port
from services.notify.web.choices_texts import WORDS
from shared.adapters.clock import system_clock
from shared.adapters.push_addresses import PushAddresses
from shared.web.frame import Timekeeping
from shared.web.site import Site
from tests.e2e.test_every_page import AXE
from tests.e2e.test_overview import CHROMIUM, FLAGS
from tests.integration.test_choices_page import PAGE
from tests.integration.test_notify_routes import asking
from tests.integration.test_webpush import browser, pushing

PLAYED: Final = """
let standing = null;
const browser = BROWSER;
const made = () => ({
  endpoint: browser.endpoint,
  toJSON: () => ({ endpoint: browser.endpoint, keys: { p256dh: browser.key, auth: browser.secret } }),
  unsubscribe: async () => { standing = null; },
});
PushManager.prototype.subscribe = async (how) => {
  window.asked = how.applicationServerKey.length;
  return (standing = made());
};
PushManager.prototype.getSubscription = async () => standing;
""".replace("BROWSER", json.dumps(browser()))
SHOWN: Final = """(async () => {
  const [registration] = await navigator.serviceWorker.getRegistrations();
  for (;;) {
    const shown = await registration.getNotifications();
    if (shown.length) return shown.map(({ title, body }) => ({ title, body }));
    await new Promise((go) => setTimeout(go, 20));
  }
})()"""


async def pushed(page: Page, url: str, said: dict[str, str]) -> list[dict[str, str]]:
    """Hand the worker a message as the browser does, and wait for what is shown."""
    session = await page.context.new_cdp_session(page)
    found: asyncio.Queue[str] = asyncio.Queue()

    def registered(event: Any) -> None:
        for one in event["registrations"]:
            found.put_nowait(one["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", registered)
    await session.send("ServiceWorker.enable")
    where = {"origin": url, "registrationId": await found.get()}
    await session.send("ServiceWorker.deliverPushMessage", {**where, "data": json.dumps(said)})
    async with asyncio.timeout(120):
        return list(await page.evaluate(SHOWN))


def test_a_browser_is_switched_on_told_and_switched_off(tmp_path: Path) -> None:
    async def story() -> None:
        browsers = PushAddresses.open(f"sqlite:///{tmp_path / 'access.sqlite'}", system_clock)
        async with asking(tmp_path, pushing=pushing(browsers)) as client, async_playwright() as playwright:
            app = client._transport.app  # type: ignore[attr-defined]
            app.include_router(Site("services.notify.web", WORDS, timekeeping=Timekeeping.REAL).files())
            url = f"http://127.0.0.1:{(port := free_port())}"
            server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
            serving = asyncio.create_task(server.serve())
            chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            context = await chromium.new_context(
                extra_http_headers={"Authorization": "Bearer unit"}, permissions=["notifications"], base_url=url
            )
            page = await context.new_page()
            wrong: list[str] = []
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text))
            await page.add_init_script(PLAYED)
            await page.goto(f"{PAGE}?lang=en")

            await page.get_by_role("button", name="Tell me in this browser").click()
            await page.get_by_text("Switched on: new notices are shown here.").wait_for()
            told = len(browsers.of("hctc")), await page.evaluate("window.asked")
            shown = await pushed(
                page, url, {"title": "Đủ điều kiện", "body": "…", "tag": "t", "lang": "vi", "opens": "/"}
            )
            await page.evaluate(AXE)
            found = await page.evaluate("axe.run().then((all) => all.violations.map((one) => one.id))")
            await page.get_by_role("button", name="Stop in this browser").click()
            await page.get_by_text("Switched off in this browser.").wait_for()

            assert (told, len(browsers.of("hctc"))) == ((1, 65), 0)
            assert shown == [{"title": "Đủ điều kiện", "body": "…"}]
            assert (wrong, found) == ([], [])
            await chromium.close()
            server.should_exit = True
            await serving
        browsers.close()

    asyncio.run(story())
