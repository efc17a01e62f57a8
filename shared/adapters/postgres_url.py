"""What a database URL that names a PostgreSQL looks like. It loads no driver: most installations have no PostgreSQL."""

from typing import Final

from sqlalchemy import URL, make_url

SCHEME: Final = "postgresql"
_DRIVER: Final = "postgresql+psycopg"


def is_postgres(url: str) -> bool:
    """Whether a database URL names a PostgreSQL, with or without the driver."""
    return url.partition(":")[0].partition("+")[0] in {SCHEME, "postgres"}


def postgres_url(url: str) -> URL:
    """The URL with the driver that is installed: `postgres://` and `postgresql://` mean that one too."""
    return make_url(url.replace("postgres:", f"{SCHEME}:", 1)).set(drivername=_DRIVER)
