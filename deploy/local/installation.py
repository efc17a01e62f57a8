"""One installation's files under DATA: where everything lies, and that only one `up` works on it at a time."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from deploy.nats.accounts import make_seeds
from shared.core.errors import ThiDuaError

if TYPE_CHECKING:
    from shared.adapters.table_sets import TableSets

SERVICES: Final = ("tracking", "awards", "notify", "audit")


class CannotStart(ThiDuaError):
    """The installation cannot start."""

    vi = "Hệ thống không khởi động được."

    def __init__(self, vi: str, en: str) -> None:
        """The texts say what is in the way and what to do."""
        super().__init__(en)
        self.vi = f"{CannotStart.vi} {vi}"


@dataclass(frozen=True, slots=True)
class Installation:
    """The folder DATA and the places in it."""

    data: Path

    @property
    def vault(self) -> Path:
        """The keys of personal data."""
        return self.data / "vault" / "vault.sqlite"

    @property
    def evidence(self) -> Path:
        """The files that units sent as evidence, sealed."""
        return self.data / "evidence"

    @property
    def access_url(self) -> str:
        """The access table."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'access.sqlite'}"

    @property
    def database_url(self) -> str:
        """The database that was set up for this installation, its password out of a file; empty: SQLite under DATA.

        Raises CannotStart.
        """
        url, file = os.environ.get("THIDUA_DATABASE_URL", ""), os.environ.get("THIDUA_DATABASE_PASSWORD_FILE", "")
        return with_password(url, Path(file)) if url and file else url

    @property
    def private(self) -> tuple[Path, ...]:
        """The folders that not every process may see, where each runs in its own place (deploy/processes.toml)."""
        return self.vault.parent, self.evidence, self.audit

    @property
    def clock(self) -> Path:
        """The clock of a simulation."""
        return self.data / "run" / "clock"

    @property
    def read_models(self) -> Path:
        """The read models of all services; they can be made anew from the log."""
        return self.data / "read"

    def tables(self, service: str) -> "TableSets":
        """One service's read models, wherever they are kept."""
        from shared.adapters.tables_of import tables_of  # noqa: PLC0415 - few commands look into them

        return tables_of(service, folder=self.read_models, database_url=self.database_url)

    @property
    def audit(self) -> Path:
        """What audit must not forget: keys, tiles, checkpoints."""
        return self.data / "audit"

    def check_there(self) -> None:
        """Raise NothingInstalled where nothing ever ran: no command may leave an empty log under a mistyped name."""
        if not any((self.data / part).exists() for part in ("nats", "audit")):
            raise NothingInstalled(self.data)

    def nats_seed(self, user: str) -> str:
        """The seed with which a user signs in at the embedded server."""
        return make_seeds(self.data / "keys")[user]

    def nats_url(self) -> str | None:
        """Where the running `up` has its server; None if none runs."""
        try:
            with self.held():
                return None
        except CannotStart:
            try:
                return (self.data / "run" / "nats").read_text(encoding="ascii").strip()
            except FileNotFoundError:
                return None

    def note_nats_url(self, url: str) -> None:
        """Write down where the server is, for commands beside `up`."""
        (self.data / "run" / "nats").write_text(f"{url}\n", encoding="ascii")

    def socket(self, service: str) -> Path:
        """Where a service listens behind the one address."""
        return self.data / "run" / f"{service}.sock"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the installation for this process alone; the lock goes with the process, however it ends."""
        with self._locked("lock", fcntl.LOCK_EX, InUse(self.data, "thidua up")):
            yield

    @contextmanager
    def held_for(self, service: str, replica: str = "") -> Iterator[None]:
        """Keep one service of the installation for this process, beside others for theirs. Raises CannotStart.

        A replica keeps it beside other replicas, and its name alone.
        """
        kind, command = (fcntl.LOCK_SH if replica else fcntl.LOCK_EX), f"thidua serve {service}"
        with (
            self._locked("lock", fcntl.LOCK_SH, InUse(self.data, "thidua up")),
            self._locked(f"{service}.lock", kind, InUse(self.data, command)),
            self._locked(
                f"{service}.{replica}.lock", fcntl.LOCK_EX, InUse(self.data, f"{command} --replica {replica}")
            ),
        ):
            yield

    def is_served(self, service: str) -> bool:
        """Whether a process of its own runs this service on the folder."""
        try:
            with self._locked(f"{service}.lock", fcntl.LOCK_EX, InUse(self.data, f"thidua serve {service}")):
                return False
        except InUse:
            return True

    @contextmanager
    def _locked(self, name: str, kind: int, in_use: "InUse") -> Iterator[None]:
        try:
            (self.data / "run").mkdir(parents=True, exist_ok=True)
            lock = (self.data / "run" / name).open("w")
        except OSError as error:
            raise CannotStart(
                f"Không dùng được {self.data} ({error.strerror}): hãy chọn thư mục khác bằng --data.",
                f"{self.data} cannot be used ({error.strerror}): choose another folder with --data.",
            ) from error
        with lock:
            try:
                fcntl.flock(lock, kind | fcntl.LOCK_NB)
            except OSError:
                raise in_use from None
            yield


def with_password(url: str, file: Path) -> str:
    """A database's URL with the password that a file holds; one that stands in the URL stays. Raises CannotStart."""
    parts = urlsplit(url)
    if parts.password is not None or not parts.username:
        return url
    try:
        password = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CannotStart(
            f"Không đọc được mật khẩu của cơ sở dữ liệu: hãy sửa THIDUA_DATABASE_PASSWORD_FILE ({error}).",
            f"The database's password cannot be read: mend THIDUA_DATABASE_PASSWORD_FILE ({error}).",
        ) from error
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


class NothingInstalled(ThiDuaError):
    """There is no installation in this folder: give the right one with --data."""

    vi = "Thư mục này không có hệ thống nào: hãy chỉ đúng thư mục bằng --data."

    def __init__(self, data: Path) -> None:
        """`data` is the folder that was looked into."""
        super().__init__(f"({data})")
        self.vi = f"{NothingInstalled.vi} ({data})"


class InUse(CannotStart):
    """Another process works on the folder."""

    def __init__(self, data: Path, by: str) -> None:
        """`by` is the command that does."""
        super().__init__(
            f"{data} đang được một `{by}` khác dùng: hãy dừng nó trước, hoặc chọn --data khác.",
            f"{data} is in use by another `{by}`: stop that one first, or choose another --data.",
        )


def check_port_free(host: str, port: int) -> None:
    """Raise CannotStart if something listens on the address already, or it cannot be listened on."""
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CannotStart(
            f"Không dùng được cổng {port} trên {host} ({error.strerror or error}): hãy dừng "
            "chương trình đang nghe ở đó, hoặc chọn --port khác.",
            f"Port {port} on {host} cannot be used ({error.strerror or error}): stop what listens there, "
            "or choose another --port.",
        ) from error
