"""A client of a Thi Đua installation: facts out, answers in. It needs none of the server."""

from thidua_client.answers import Answer, FieldError, Problem, Rejected, Unavailable
from thidua_client.clients import AsyncClient, Client
from thidua_client.events import Event, new_event

__all__ = [
    "Answer",
    "AsyncClient",
    "Client",
    "Event",
    "FieldError",
    "Problem",
    "Rejected",
    "Unavailable",
    "new_event",
]
