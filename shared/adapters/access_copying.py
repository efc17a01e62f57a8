"""The access tables of one database as they stand, put into another: grants, accounts, sessions, webhooks, columns.

What they hold is hashes and what the vault's key seals, so nothing is told that the first database did not hold.
"""

from sqlalchemy import Connection, Table, delete, insert, select
from sqlmodel import col

from shared.adapters.access_tables import AccessRow, open_engine, tables_in_order, told_as_unavailable
from shared.core.errors import ThiDuaError


class LivesAlready(ThiDuaError):
    """The other database knows grants, or that some are revoked, which the first does not: it serves already."""

    vi = "Cơ sở dữ liệu kia đã có quyền hoặc việc thu hồi mà nơi này không biết: nó đang được dùng rồi."


def copy_access(source_url: str, target_url: str) -> int:
    """Let the target hold what the source does, and nothing else; the number of grants. Again and again does no harm.

    Raises LivesAlready: then nothing was changed. Raises AccessUnavailable.
    """
    source, target = open_engine(source_url), open_engine(target_url)
    try:
        with told_as_unavailable(), source.begin() as old, target.begin() as new:
            _check_behind(old, new)
            for table in reversed(tables_in_order()):
                new.execute(delete(table))
            grants, *_ = [_copied(table, old, new) for table in tables_in_order()]
            return grants
    finally:
        source.dispose()
        target.dispose()


def _check_behind(old: Connection, new: Connection) -> None:
    grants = select(col(AccessRow.id), col(AccessRow.revoked_at))
    known = {one.id: one.revoked_at for one in old.execute(grants)}
    for one in new.execute(grants):
        if one.id not in known or (one.revoked_at is not None and known[one.id] is None):
            raise LivesAlready


def _copied(table: Table, old: Connection, new: Connection) -> int:
    rows = [dict(row) for row in old.execute(select(table)).mappings()]
    if rows:
        new.execute(insert(table), rows)
    return len(rows)
