"""The grammar of NATS subjects: the only page, beside the log's adapter, that says "subject" in NATS's sense."""

from typing import Final, NamedTuple, get_args

from shared.core.values import Owner

UNITS_ACCOUNT: Final = "UNITS"  # the account of the NATS server that units are let into; there is no log in it
LOG_NAME: Final = "LOG"
WHOLE_LOG: Final = "log.>"
LEASES_NAME: Final = "LEASES"
ALL_LEASES: Final = "lease.*"
NAMES_NAME: Final = "NAMES"
ALL_NAMES: Final = "names.*"
HOLD: Final = "hold.tracking"  # where tracking is asked to leave names to the door of awards
AWARDS_PROGRESS: Final = "progress.awards"
ALL_TROUBLES: Final = "trouble.*"
WHOLE_INTAKE: Final = "intake.*.>"
SIGN_IN: Final = "$SYS.REQ.USER.AUTH"  # where the server asks who a token stands for
CONNECTIONS: Final = "$SYS.REQ.SERVER.PING.CONNZ"


class QueueNames(NamedTuple):
    """What a work queue is called, where its messages are put, and where those are kept that nobody can deal with."""

    name: str
    due: str
    parked: str


NOTIFY_QUEUE: Final = QueueNames("NOTIFY", "work.notify.due", "work.notify.parked")
OWNERS: Final[tuple[Owner, ...]] = get_args(Owner)


def log_subject(campaign: str, owner: Owner) -> str:
    """Where one owner's commits of one campaign are published: `log.<campaign>.<owner>`."""
    return f"log.{campaign}.{owner}"


def parse_log_subject(subject: str) -> tuple[str, Owner]:
    """Campaign and owner of a log subject; ValueError if it is none."""
    parts = subject.split(".")
    if len(parts) != 3 or parts[0] != "log":
        raise ValueError(subject)
    for owner in OWNERS:
        if parts[2] == owner:
            return parts[1], owner
    raise ValueError(subject)


def lease_subject(service: str) -> str:
    """Where the table of a service's replicas stands: `lease.<service>`."""
    return f"lease.{service}"


def pens_subject(service: str, replica: str) -> str:
    """Where a replica is asked for what only its pens may answer: `pens.<service>.<replica>`; `*` for any."""
    return f"pens.{service}.{replica}"


def names_subject(campaign: str) -> str:
    """Where it stands under which names awards may be recording now: `names.<campaign>`."""
    return f"names.{campaign}"


def trouble_subject(service: str) -> str:
    """Where a service says what it has given up: `trouble.<service>`."""
    return f"trouble.{service}"


def intake_subjects(unit_id: str) -> str:
    """Where one unit may ask the NATS door: `intake.<unit_id>.>`."""
    return f"intake.{unit_id}.>"


def unit_of_intake(subject: str) -> str:
    """The unit that asked the NATS door: the server lets no other than itself ask there."""
    return subject.split(".", 2)[1]


def kick_subject(server_id: str) -> str:
    """Where one server is told to close a connection; `*` for any."""
    return f"$SYS.REQ.SERVER.{server_id}.KICK"


def unit_inbox(unit_id: str) -> str:
    """Where one unit may listen for answers: its client's inbox prefix is this without the `.>`."""
    return f"_INBOX.{unit_id}.>"
