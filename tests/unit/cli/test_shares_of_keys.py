"""`thidua cluster --shares`: each process gets the keys it needs in a folder of its own, and a good certificate."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from deploy.local.authority import GOOD_FOR, RENEWED_BEFORE, YEARS, Authority
from deploy.local.handing_out import hand_out
from deploy.nats.accounts import make_seeds
from deploy.processes import processes, services
from tests.unit.cli.commanding import Thidua

NODES = ["nats-0", "nats-1"]
NOW = datetime(2026, 11, 27, tzinfo=UTC)
DAY = timedelta(days=1)


def test_each_process_gets_its_seeds_and_no_others(thidua: Thidua, tmp_path: Path) -> None:
    keys, shares = tmp_path / "keys", tmp_path / "shares"
    (shares / "awards").mkdir(parents=True)
    (shares / "awards" / "nats-door.seed").write_text("needed no more")

    for _ in range(2):  # as at every start
        ran = thidua("cluster", "--node", "nats-0", "--keys", keys, "--shares", shares)

    assert ran.code == 0, ran.err
    for name, process in processes().items():
        given = {file.name: file for file in (shares / name).glob("*.seed")}
        assert given.keys() == {f"nats-{key}.seed" for key in process.keys}, name
        assert all(file.read_bytes() == (keys / found).read_bytes() for found, file in given.items())
        assert all(file.stat().st_mode & 0o777 == 0o600 for file in given.values())


def test_nobody_gets_the_authoritys_key_or_what_may_change_the_log(tmp_path: Path) -> None:
    hand_out_there(tmp_path)

    given = {file.name for file in (tmp_path / "shares").glob("*/*")}
    held = {file.read_bytes() for file in (tmp_path / "shares").glob("*/*")}
    assert not {"ca.key", "nats-grow.seed"} & given
    assert (tmp_path / "keys" / "ca.key").read_bytes() not in held


def test_what_is_shown_is_good_for_its_names_by_the_authority_that_all_are_given(tmp_path: Path) -> None:
    hand_out_there(tmp_path)
    shares = tmp_path / "shares"
    trusted = x509.load_pem_x509_certificate((shares / "front" / "ca.pem").read_bytes())
    shown = {f"{name}/tls.pem": [name, "thidua", "localhost"] for name in services()}

    for file, names in {**shown, "nats/nats.pem": NODES, "postgres/postgres.pem": ["postgres"]}.items():
        chain = x509.load_pem_x509_certificates((shares / file).read_bytes())
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(shares / file, (shares / file).with_suffix(".key"))
        assert all(asking(name, trusted).verify(chain[0], [])[-1] == trusted for name in names)
        with pytest.raises(x509.verification.VerificationError):
            asking("another", trusted).verify(chain[0], [])


def test_a_certificate_stays_while_it_is_good_and_is_renewed_before_it_ends(tmp_path: Path) -> None:
    first = hand_out_there(tmp_path)
    before = shown_in(tmp_path)

    early = hand_out_there(tmp_path, at=first - RENEWED_BEFORE - DAY)
    unchanged = shown_in(tmp_path) == before
    late = hand_out_there(tmp_path, at=first - RENEWED_BEFORE)

    assert (first, early, late) == (NOW + GOOD_FOR, first, first - RENEWED_BEFORE + GOOD_FOR)
    assert unchanged
    assert not set(shown_in(tmp_path)) & set(before)


@pytest.mark.parametrize("wrong", ["another name", "another key", "no certificate", "another authority"])
def test_what_does_not_fit_is_made_anew(tmp_path: Path, wrong: str) -> None:
    Authority(tmp_path, NOW).keep("nats", NODES)
    before = (tmp_path / "nats.pem").read_bytes()
    names = NODES
    match wrong:
        case "another name":
            names = [*NODES, "nats-2"]
        case "another key":
            Authority(tmp_path, NOW).keep("other", NODES)
            (tmp_path / "other.key").rename(tmp_path / "nats.key")
        case "no certificate":
            (tmp_path / "nats.pem").write_text("-----BEGIN")
        case _:
            (tmp_path / "ca.key").unlink()

    Authority(tmp_path, NOW).keep("nats", names)

    assert (tmp_path / "nats.pem").read_bytes() != before


def test_nothing_outlives_its_authority_and_is_signed_anew_for_nothing(tmp_path: Path) -> None:
    Authority(tmp_path, NOW)
    late = NOW + YEARS - 10 * DAY

    ends = Authority(tmp_path, late).keep("nats", NODES)
    before = (tmp_path / "nats.pem").read_bytes()
    Authority(tmp_path, late).keep("nats", NODES)

    assert ends == NOW + YEARS
    assert (tmp_path / "nats.pem").read_bytes() == before


def asking(name: str, trusted: x509.Certificate) -> x509.verification.ServerVerifier:
    """Who asks a server of this name, and trusts one authority."""
    return PolicyBuilder().store(Store([trusted])).time(NOW).build_server_verifier(x509.DNSName(name))


def hand_out_there(folder: Path, *, at: datetime = NOW) -> datetime:
    """Make seeds and certificates and hand them out, as at some moment."""
    make_seeds(folder / "keys")
    return hand_out(folder / "keys", folder / "shares", nodes=NODES, now=at)


def shown_in(folder: Path) -> list[bytes]:
    """Every certificate that is shown, without who signed them."""
    files = sorted((folder / "shares").glob("*/*.pem"))
    return [file.read_bytes() for file in files if file.name != "ca.pem"]
