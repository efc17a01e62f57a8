"""Which database keeps a service's read model, by the installation's setting. Knows no table."""

from pathlib import Path

from shared.adapters.postgres_url import is_postgres
from shared.adapters.sqlite_files import SqliteFiles
from shared.adapters.table_sets import TableSets


def tables_of(name: str, *, folder: Path, database_url: str = "", replica: str = "") -> TableSets:
    """The sets of one read model: schemas of the PostgreSQL that the URL names, else SQLite files in a folder.

    A replica has sets of its own: two that fold into the same rows would each count everything.
    """
    if not is_postgres(database_url):
        return SqliteFiles(folder / replica, name)
    # Its driver is loaded where it is asked for: forked services would all carry it (2 MB each).
    from shared.adapters.postgres_schemas import PostgresSchemas  # noqa: PLC0415

    return PostgresSchemas(database_url, f"{name}.{replica}" if replica else name)
