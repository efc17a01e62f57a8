"""The installation described for machines: OpenAPI of the door for facts, AsyncAPI of the facts on the log.

Both are made from the catalogue, so they cannot say anything else than the code does.
"""

from functools import cache
from typing import Any, Final

import msgspec

from shared.core.access import STATED_BY
from shared.core.envelope import FACT_CLASSES, STATEMENT_CLASSES
from shared.core.events import CATALOGUE, Data
from shared.core.subjects import log_subject
from shared.core.values import Owner

VERSION: Final = "1"
_BATCH: Final = "application/cloudevents-batch+json"
_STRUCTURED: Final = "application/cloudevents+json"
_OUTCOMES: Final = {
    "200": "The batch's results, in order; or: the same event was recorded before, at this position.",
    "201": "Recorded and on disk.",
    "400": "Malformed; `errors` names every bad field.",
    "401": "No good token.",
    "403": "This role or unit may not state this.",
    "409": "The same (source, id) was recorded with other content.",
    "413": "Too large.",
    "415": "Unsupported content type.",
    "422": "The facts so far forbid it; `code` says which rule.",
    "429": "Too many requests of this unit wait already; send the same again after Retry-After.",
    "503": "The log did not answer; send the same again.",
}
# What any read may be answered with beside what it promises (design: one table of problems for every service).
_REFUSALS: Final = {
    "400": "What was asked cannot be read, or makes no sense; `errors` names the fields.",
    "401": "No good token or session.",
    "403": "This role or unit may not read this.",
    "404": "There is nothing here, or nothing that this caller may know of.",
    "429": "Too much that this caller asked for waits already; ask again after Retry-After.",
    "503": "The log or the credentials cannot be read now; ask again after Retry-After.",
    "504": "The position asked for by `after` was not reached within 10 seconds.",
}
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A problem (RFC 9457), in Vietnamese or English by Accept-Language.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "message"],
                "properties": {"pointer": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
_NATS_TOKEN: Final = {"type": "apiKey", "in": "password", "description": "The unit's bearer token, as NATS token."}
_STATED: Final = "stated."  # before the name of a message that a unit sends, which is no fact yet
_ANSWER: Final[dict[str, Any]] = {
    "name": "answer",
    "contentType": "application/json",
    "summary": "As over HTTP: what became of one event, the results of an array, or a problem (RFC 9457).",
    "payload": {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "status": {"description": "recorded, duplicate or rejected; in a problem, the HTTP status"},
            "position": {"type": "integer", "minimum": 0},
            "results": {"type": "array", "items": {"type": "object"}},
            "type": {"type": "string"},
            "title": {"type": "string"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    },
}
_DRY_RUN: Final = {
    "name": "dry_run",
    "in": "query",
    "schema": {"enum": ["true"]},
    "description": "Write nothing, and answer (200) what would become of each event now, decided after those before "
    "it; what would be recorded has position 0",
}


@cache
def door_paths(service: Owner) -> dict[str, Any]:
    """OpenAPI paths and schemas of `POST /<service>/events`."""
    statements = [STATEMENT_CLASSES[cls] for cls in CATALOGUE.values() if cls.owner == service and STATED_BY[cls.short]]
    schemas, components = msgspec.json.schema_components(statements, ref_template="#/components/schemas/{name}")
    one: dict[str, Any] = {"oneOf": list(schemas)}
    operation = {
        "summary": "State facts as CloudEvents 1.0: structured, batch, or binary (ce-* headers)",
        "security": [{"bearer": []}],
        "parameters": [_DRY_RUN],
        "requestBody": {
            "required": True,
            "content": {
                _STRUCTURED: {"schema": one},
                _BATCH: {"schema": {"type": "array", "items": one, "maxItems": 1_000}},
            },
        },
        "responses": {
            status: _refusal(text) if status >= "400" else {"description": text} for status, text in _OUTCOMES.items()
        },
    }
    return {
        "paths": {f"/{service}/events": {"post": operation}},
        "components": {
            "schemas": {**components, "Problem": _PROBLEM},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def with_refusals(told: dict[str, Any]) -> dict[str, Any]:
    """The web framework's own OpenAPI, with our problems instead of its 422, which nobody is ever answered here."""
    for path in told["paths"].values():
        for operation in path.values():
            if operation["responses"].pop("422", None) is not None:
                operation["responses"] |= {status: _refusal(text) for status, text in _REFUSALS.items()}
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = _PROBLEM
    return told


@cache
def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.0: every fact on the log, by its owner's subject, and what units may send to the door over NATS.

    A message of the log holds one fact a line; one to the door is a CloudEvent, or an array of them.
    """
    stated = [cls for cls in CATALOGUE.values() if cls.owner == "tracking" and "unit" in STATED_BY[cls.short]]
    schemas, components = msgspec.json.schema_components(
        [*(FACT_CLASSES[cls] for cls in CATALOGUE.values()), *(STATEMENT_CLASSES[cls] for cls in stated)],
        ref_template="#/components/schemas/{name}",
    )
    facts = {cls.wire: _message(cls, schema) for cls, schema in zip(CATALOGUE.values(), schemas, strict=False)}
    events = {
        f"{_STATED}{cls.short}": _message(cls, schema)
        for cls, schema in zip(stated, schemas[len(facts) :], strict=True)
    }
    owners: tuple[Owner, ...] = ("tracking", "awards", "notify")
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Thi Đua", "version": VERSION},
        "defaultContentType": _STRUCTURED,
        "channels": {
            **{owner: _channel_of(owner) for owner in owners},
            "intake": {
                "address": "intake.{unit}.{anything}",
                "parameters": {
                    "unit": {"description": "The id of the unit whose credential this is."},
                    "anything": {"description": "The sender's own words, for his own use."},
                },
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in events},
            },
            "answers": {"address": None, "messages": {"answer": {"$ref": "#/components/messages/answer"}}},
        },
        "operations": {
            **{f"{owner}.states": {"action": "send", "channel": {"$ref": f"#/channels/{owner}"}} for owner in owners},
            "intake.takes": {
                "action": "receive",
                "channel": {"$ref": "#/channels/intake"},
                "security": [{"$ref": "#/components/securitySchemes/token"}],
                "reply": {
                    "address": {"location": "$message.header#/reply"},
                    "channel": {"$ref": "#/channels/answers"},
                },
            },
        },
        "components": {
            "messages": {**facts, **events, "answer": _ANSWER},
            "schemas": components,
            "securitySchemes": {"token": _NATS_TOKEN},
        },
    }


def _refusal(text: str) -> dict[str, Any]:
    told = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": text, "content": {"application/problem+json": told}}


def _message(cls: type[Data], schema: dict[str, Any]) -> dict[str, Any]:
    summary = " ".join((cls.__doc__ or "").split())
    return {"name": cls.wire, "contentType": _STRUCTURED, "summary": summary, "payload": schema}


def _channel_of(owner: Owner) -> dict[str, Any]:
    wires = [cls.wire for cls in CATALOGUE.values() if cls.owner == owner]
    return {
        "address": log_subject("{campaign}", owner),
        "parameters": {"campaign": {"description": "The campaign's id, or `registry`."}},
        "messages": {wire: {"$ref": f"#/components/messages/{wire}"} for wire in wires},
    }
