"""The composition root of audit: the only place that knows which log and which files stand behind its ports."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from functools import lru_cache
from typing import Any, Final, NoReturn

from fastapi import FastAPI

from services.audit.api.routes import make_router
from services.audit.api.trail import make_trail_router
from services.audit.domain import guard
from services.audit.domain.checkpoints import Checkpoint
from services.audit.domain.notes import VerifierKey
from services.audit.handlers.finding import Finding
from services.audit.handlers.growing import Objection, TilesDamaged, Tree, Trust
from services.audit.handlers.showing import Showing
from services.audit.handlers.signing import Overtaken, Signing
from services.audit.handlers.verifying import Verifying, parked_of
from services.audit.ports import Picture
from services.audit.projections import AUDIT
from services.audit.settings import Settings
from services.audit.web.pages import make_pages
from shared.adapters.audit_files import AuditFiles, read_printed
from shared.adapters.clock import Clock, SharedClock, system_clock
from shared.adapters.credentials import Credentials
from shared.adapters.health import make_health
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.making_api import make_api
from shared.adapters.one_of_many import OneOfMany
from shared.adapters.read_model import ReadModel
from shared.adapters.reading import Asking, Reads, Who
from shared.adapters.replaying import in_slices
from shared.adapters.running import last_patiently, running, until_one_ends
from shared.adapters.serving import serve_web
from shared.adapters.tables_of import tables_of
from shared.adapters.telemetry import Telemetry
from shared.adapters.tenure import Tenure, lineage_after
from shared.adapters.tile_files import LeafIndex, TileFiles
from shared.adapters.watch import Watch, in_trouble
from shared.adapters.witness_client import WitnessClient
from shared.core.envelope import position_of
from shared.core.errors import LogDamaged
from shared.core.health import Parked
from shared.core.leases import WHOLE
from shared.core.lineage import Lineage
from shared.core.problems import Problem
from shared.web.admin import HealthPage
from shared.web.frame import Timekeeping
from shared.web.problem_pages import tell_browsers

FOR_EVER: Final = float(10**9)
GATHER_SECONDS: Final = 0.05  # proofs follow the facts: a little later is soon enough, and the door keeps the cores
AT_ONCE: Final = 1_000  # facts between two turns of the event loop: some 3 ms
LOOK_SECONDS: Final = 1.0
PATIENCE_SECONDS: Final = 10.0

_logger: Final = logging.getLogger(__name__)


@lru_cache(maxsize=4)  # many look at the newest checkpoint, and a code takes some 20 ms
def drawn(text: str) -> Picture:
    """A QR code of a text."""
    from shared.adapters.qr_text import qr_path  # noqa: PLC0415 - most processes never draw one

    return qr_path(text)


async def serve(settings: Settings) -> None:
    """Run audit until a signal ends it. Raises BadWitnessUrl, KeyRefused."""
    clock = system_clock if settings.simulated_clock is None else SharedClock(settings.simulated_clock)
    log = await JetStreamLog.connect(
        settings.nats_url, user="audit", seed=settings.nats_seed, patience=FOR_EVER, gather_seconds=GATHER_SECONDS
    )
    audit = Audit(settings, log, clock)
    try:
        await serve_web(audit.api, settings.address, tls=settings.tls)
    finally:
        audit.close()
        await log.close()


class Audit:
    """Everything audit is made of; `api` is its web application."""

    def __init__(self, settings: Settings, log: JetStreamLog, clock: Clock) -> None:
        self._log = log
        self._telemetry = Telemetry.from_environment("audit")
        self._credentials = Credentials.load(settings.access_url, system_clock, telemetry=self._telemetry)
        self._turn = OneOfMany.of(settings.replica, log.connection, "audit")
        self._files = AuditFiles(settings.folder, system_clock)
        self._witness = WitnessClient(settings.witness_url) if settings.witness_url else None
        self._tiles = TileFiles(self._files.tree)
        self._index = LeafIndex(self._files.tree / "commits")
        self._finding = Finding(self._tiles, self._index)
        self._signing = Signing(
            self._files,
            self._tiles,
            self._index,
            showing=self._make_showing(settings),
            draw=os.urandom,
            may_sign=lambda: self._turn is None or self._turn.leases.is_sure(WHOLE),
        )
        self._verifying = Verifying(
            log,
            self._tiles,
            notes=lambda: read_printed(self._files.printed),
            keys=self._files.public_keys,
            clock=clock,
        )
        self._taken = 0  # the number of the last commit in the tree
        self._lineage = Lineage()
        self._watch = Watch("audit", log, self._telemetry, ask=self._ready, parked=self._parked, clock=clock)
        self.api = make_api(
            "Thi Đua: audit", ready=self._watch.ready, telemetry=self._telemetry, lifespan=self._lifespan
        )
        who = Tenure.of(self._credentials, lineage=lambda: self._lineage, clock=clock)
        rim = Asking(log, who=who, caught_up=self._caught_up, clock=clock)
        self.api.include_router(make_trail_router(log, rim))
        self.api.include_router(make_router(log, rim, signing=self._signing, finding=self._finding, keys=self._keys))
        timekeeping = Timekeeping.SIMULATED if settings.simulated_clock else Timekeeping.REAL
        tell_browsers(self.api, timekeeping, rim.caller)
        self.api.include_router(make_health(rim, self._watch, HealthPage(timekeeping)))
        self._model = self._make_model(settings, who=who, clock=clock)
        self._show_figures()

    @property
    def problem(self) -> Problem | None:
        """Why nothing is signed now; None if all is well."""
        return self._signing.problem

    def close(self) -> None:
        """Let go of files and connections."""
        if self._model is not None:
            self._model.close()
        self._credentials.close()
        self._index.close()
        if self._witness is not None:
            self._witness.close()
        self._telemetry.close()

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        indexing = {} if self._model is None else {"index": self._model.run()}
        besides = indexing | (self._turn.tasks() if self._turn else {})
        besides["troubles"] = self._watch.tell(self._log.connection, self._model)
        async with running(credentials=self._credentials.watch(), audit=self._work(), **besides):
            yield
        if self._turn is not None:
            await self._turn.leases.leave()
        await self._verifying.close()

    # --- one life after another: each begins with what was signed last

    async def _work(self) -> NoReturn:
        trust = Trust.NONE
        while True:
            try:
                if self._turn is not None:
                    waiting = self._turn.leases.until_held(WHOLE)
                    await until_one_ends(waiting, self._signing.follow(), self._hear())
                await self._live(trust)
            except TilesDamaged:
                _logger.warning("tiles_are_made_anew")
                trust = Trust.SIGNED
            except Overtaken:
                trust = Trust.NONE
            except Objection as objection:
                trust = Trust.NONE
                await self._object(objection.problem)
            except OSError as error:
                trust = Trust.NONE
                await self._object(guard.not_written(error.strerror or str(error)))
            except LogDamaged as error:
                self._signing.problem = guard.out_of_order(str(error))
                raise
            await asyncio.sleep(LOOK_SECONDS)

    async def _live(self, trust: Trust) -> None:
        self._index.open_again()
        signed = await self._signing.open()
        tree = Tree(self._tiles, self._index, signed=signed, trust=trust)
        await until_one_ends(self._grow(tree, known := asyncio.Event()), self._sign(tree, signed, known))

    async def _grow(self, tree: Tree, known: asyncio.Event) -> None:
        """Add the whole log and all that comes; `known` once it has given all that it held at the start."""
        lineage = Lineage()
        end = await last_patiently(self._log)
        if not end:
            tree.check_reaches()
            known.set()
        async with aclosing(in_slices(self._log.follow(after=0), AT_ONCE)) as slices:
            async for commits in slices:
                tree.take(commits)
                self._taken = tree.number
                lineage = lineage_after(lineage, commits)
                if tree.number >= end and not known.is_set():
                    tree.check_reaches()
                    known.set()
                if known.is_set():
                    self._lineage = lineage

    async def _hear(self) -> None:
        """Who belongs to whom, as long as the tree is another's."""
        lineage, end = Lineage(), await last_patiently(self._log)
        async with aclosing(in_slices(self._log.follow(after=0), AT_ONCE)) as slices:
            async for commits in slices:
                lineage = lineage_after(lineage, commits)
                if commits[-1].number >= end:
                    self._lineage = lineage

    async def _sign(self, tree: Tree, signed: Checkpoint, known: asyncio.Event) -> None:
        await known.wait()
        await self._signing.run(tree, signed)

    async def _object(self, problem: Problem) -> None:
        """Sign nothing, say why, and wait until something has changed."""
        _logger.critical("no_checkpoint_is_signed", extra={"cause": problem.en})
        self._signing.problem = problem
        if guard.waits_for_a_person(problem):
            self._files.refuse(f"{problem.code}\n{problem.en}")
        before = self._files.changed()
        while self._files.changed() == before and problem.code != guard.OUT_OF_ORDER:  # noqa: ASYNC110 - files tell
            await asyncio.sleep(LOOK_SECONDS)

    # --- what it is made of, and what it tells

    def _make_showing(self, settings: Settings) -> Showing | None:
        if self._witness is None:
            return None
        keys = [VerifierKey.parse(settings.witness_key)] if settings.witness_key else []
        return Showing(
            self._witness,
            self._tiles,
            keys=keys,
            on_answer=lambda outcome: self._telemetry.count("thidua_cosignatures_total", outcome=outcome),
        )

    def _make_model(self, settings: Settings, *, who: Who, clock: Clock) -> ReadModel | None:
        """The index of the log, and the pages that are drawn from it; neither where there is no place for it."""
        if settings.read_models is None:
            return None
        where: dict[str, Any] = {"folder": settings.read_models, "database_url": settings.database_url}
        where["replica"] = settings.replica.name if settings.replica else ""
        model = ReadModel(AUDIT, tables_of("audit", **where), self._log)

        async def shown(position: int) -> bool:
            return await self._caught_up(position) and await model.reached(position)

        reads = Reads(model, self._log, who=who, caught_up=shown, clock=clock)
        timekeeping = Timekeeping.SIMULATED if settings.simulated_clock else Timekeeping.REAL
        self.api.include_router(
            make_pages(
                reads,
                signing=self._signing,
                finding=self._finding,
                keys=self._keys,
                picture=drawn,
                verifying=self._verifying,
                timekeeping=timekeeping,
            )
        )
        return model

    def _keys(self) -> str:
        notes = "".join(f"\n{note.decode()}" for note in self._files.handovers())
        return "".join(f"{key}\n" for key in self._files.public_keys()) + notes

    async def _caught_up(self, position: int) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._signing.covers(position // 1_000)
        except TimeoutError:
            return False
        return True

    def _show_figures(self) -> None:
        telemetry, log, signing = self._telemetry, self._log, self._signing
        telemetry.gauge("thidua_log_commits", lambda: log.newest)
        telemetry.gauge("thidua_checkpoints_refused", lambda: signing.problem is not None)
        telemetry.gauge(
            "thidua_checkpoint_facts", lambda: signing.published.checkpoint.size if signing.published else 0
        )
        if (turn := self._turn) is not None:
            telemetry.gauge("thidua_leases", lambda: turn.leases.count)
        if (model := self._model) is not None:
            telemetry.gauge("thidua_read_model_in_trouble", lambda: bool(model.trouble))
            self._watch.follower("index", lambda: model.position)
        self._watch.follower("tree", lambda: position_of(max(self._taken, signing.covered), 0))

    async def _parked(self) -> Sequence[Parked]:
        return [*parked_of(self._signing.problem, self._verifying.newest), *in_trouble("audit", self._model)]

    async def _ready(self) -> dict[str, bool | Problem]:
        # Without its index the log's pages are not there, which its figures tell; facts are proven all the same.
        leases = {"leases": self._turn.leases.is_ready} if self._turn else {}
        return {"log": await self._watch.log_answers(), "checkpoints": self._signing.problem or True, **leases}
