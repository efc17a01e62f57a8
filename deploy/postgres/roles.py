"""A role of PostgreSQL for each service, with the password that its process has; roles.sql says what each may do."""

from pathlib import Path
from typing import Final

import psycopg

from deploy.local.installation import SERVICES, CannotStart
from shared.adapters.access_tables import AccessUnavailable
from shared.adapters.postgres_url import SCHEME, postgres_url

RIGHTS: Final = Path(__file__).with_name("roles.sql")


def grant_roles(url: str, passwords: Path) -> None:
    """Make the roles and their rights as they are to be, as the database's owner, who has to be a superuser.

    The password of each lies in `passwords/postgres-SERVICE`. Raises CannotStart where one is not there,
    AccessUnavailable.
    """
    given = {service: _password(passwords / f"postgres-{service}") for service in SERVICES}
    owner = postgres_url(url).set(drivername=SCHEME).render_as_string(hide_password=False)
    try:
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(RIGHTS.read_bytes())
            for service, password in given.items():
                role = f"thidua_{service}"
                # Hashed here, so that the password stands in no statement, and so in no log of the server.
                hashed = connection.pgconn.encrypt_password(password, role.encode(), b"scram-sha-256").decode()
                connection.execute(f"ALTER ROLE {role} PASSWORD '{hashed}'".encode())
    except psycopg.Error as error:
        raise AccessUnavailable(type(error).__name__) from None


def _password(file: Path) -> bytes:
    try:
        found = file.read_bytes().strip()
    except OSError as error:
        raise CannotStart(
            f"Thiếu mật khẩu của một dịch vụ ở PostgreSQL: hãy tạo tệp {file} ({error.strerror}).",
            f"The password of a service at PostgreSQL is missing: make the file {file} ({error.strerror}).",
        ) from error
    if not found:
        raise CannotStart(
            f"Tệp mật khẩu {file} trống: hãy ghi mật khẩu vào đó.",
            f"The file of a password {file} is empty: write the password into it.",
        )
    return found
