"""Where an administrator's change of a template is recorded: once, however often it is sent, and only what is sound.

Whoever calls has found it sound (`checking`): a template that stands in the log is never looked at again.
"""

import asyncio
from hashlib import sha256

import msgspec

from services.notify.domain.outbox import Outbox
from services.notify.domain.shelf import Standing, shipped
from services.notify.domain.templates import Slot, Template
from services.notify.handlers.stating import Statements
from shared.core.events import REGISTRY, TemplateChanged, TemplateRestored


class Editor:
    """Records changes, one after another; the outbox says what is in force."""

    def __init__(self, outbox: Outbox, statements: Statements) -> None:
        self._outbox = outbox
        self._statements = statements
        self._editing = asyncio.Lock()
        self._made: dict[Slot, Standing] = {}  # by ourselves, as long as it may not have come back yet

    async def change(self, slot: Slot, template: Template, *, reason: str, changed_by: str) -> Standing:
        """What is in force from now on, and since where. Raises LogUnavailable, LogDamaged."""
        async with self._editing:
            before = self._standing(slot)
            if before.template == template:
                return before
            data = TemplateChanged(
                template_id=slot.name,
                topic=slot.topic,
                language=slot.language,
                medium=slot.medium,
                subject=template.subject,
                body=template.body,
                version=template.version,
                replaces=before.template.version,
                reason=reason,
                changed_by=changed_by,
            )
            return await self._record(slot, data, Standing(template), after=before)

    async def restore(self, slot: Slot, *, reason: str, changed_by: str) -> Standing:
        """What ships is in force again, and since where. Raises LogUnavailable, LogDamaged."""
        async with self._editing:
            before, template = self._standing(slot), shipped(slot)
            if before.template == template:
                return before
            data = TemplateRestored(
                template_id=slot.name,
                topic=slot.topic,
                language=slot.language,
                medium=slot.medium,
                version=template.version,
                replaces=before.template.version,
                reason=reason,
                changed_by=changed_by,
            )
            return await self._record(slot, data, Standing(template), after=before)

    async def _record(
        self, slot: Slot, data: TemplateChanged | TemplateRestored, now: Standing, *, after: Standing
    ) -> Standing:
        content = msgspec.json.encode((data.version, after.position))
        command = self._statements.command(
            f"{slot.name}/{sha256(content).hexdigest()[:32]}",
            data,
            campaign=REGISTRY,
            time=self._statements.stamps.recorded_at(),
            correlation_id="",
            causation_id="",
        )
        self._made[slot] = now._replace(position=await self._statements.submit(REGISTRY, [command]))
        return self._made[slot]

    def _standing(self, slot: Slot) -> Standing:
        known = self._outbox.shelf.in_force(slot)
        made = self._made.get(slot, known)
        return made if made.position > known.position else known
