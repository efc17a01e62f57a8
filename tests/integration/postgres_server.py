"""A real PostgreSQL as a plain process, for tests: its own folder, a port of its own, a new database for whoever asks.

It knows nothing of what is kept in it.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

from tests.waiting import wait_until

_SETTINGS: Final = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=200")


def binaries() -> Path | None:
    """Where the server's programs are; None where it is not installed."""
    if shutil.which("pg_config") is None:
        return None
    told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
    folder = Path(told.stdout.strip())
    return folder if (folder / "initdb").exists() else None


class PostgresServer:
    """One server. It refuses to run as root, so there it runs as nobody."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="thidua-postgres."))
        self._user = pwd.getpwnam("nobody").pw_name if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self._port: int = free.getsockname()[1]
        self._numbers, self._made = count(1), set[str]()
        self._free: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        data = str(self._folder / "data")
        # As a province would have it: text in the order of Vietnamese, not in that of code points, which SQLite keeps.
        order = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=vi")
        self._run("initdb", "-D", data, "-U", "thidua", "--auth=trust", "--no-sync", *order)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        command = [str(self._programs / "postgres"), "-D", str(self._folder / "data"), "-p", str(self._port)]
        self._process = subprocess.Popen(
            [*command, "-h", "127.0.0.1", "-k", "", *settings],
            user=self._user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
        )
        wait_until(self._answers)

    def kill(self) -> None:
        """All of it at once, as when the machine is lost: who kills the first process leaves the others behind."""
        process = self._process
        if process is None:
            return
        self.thaw()  # what stands still hears nothing
        process.send_signal(signal.SIGQUIT)  # at once, without tidying up; the server recovers at its next start
        process.wait(timeout=120)
        self._process = None

    def freeze(self) -> None:
        """Let it stand still with all its connections, as a machine does whose disk hangs."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal_all(signal.SIGCONT)

    def new_database(self) -> str:
        """The URL of a database that holds nothing, as THIDUA_DATABASE_URL has it."""
        name = self._free.pop() if self._free else f"test_{next(self._numbers)}"
        if name not in self._made:
            self._made.add(name)
            with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return self._url(name)

    def take_back(self, url: str) -> None:
        """Empty a database for the next test: to make one takes longer, and 7 MB."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()"
            )
            left = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
            for (schema,) in connection.execute(left).fetchall():
                connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
            connection.execute("CREATE SCHEMA public")
        self._free.append(url.rpartition("/")[2])

    def remove(self) -> None:
        """Stop it, and leave nothing."""
        self.kill()
        shutil.rmtree(self._folder)

    def _signal_all(self, what: signal.Signals) -> None:
        """The first process, then those it began, of which there are no more once it stands."""
        assert self._process is not None
        self._process.send_signal(what)
        told = ["ps", "-o", "pid=", "--ppid", str(self._process.pid)]
        for pid in subprocess.run(told, capture_output=True, text=True, check=False).stdout.split():
            with suppress(ProcessLookupError):  # it ended meanwhile
                os.kill(int(pid), what)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _url(self, database: str) -> str:
        return f"postgresql://thidua@127.0.0.1:{self._port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        subprocess.run(command, user=self._user, cwd=self._folder, check=True, capture_output=True)
