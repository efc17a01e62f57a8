"""A certificate by configuration: what is wrong with it is told in one line, before anything starts."""

import ssl
from pathlib import Path

import pytest
from cryptography import x509

from deploy.local.certificate import Certificate
from deploy.nats.server import free_port
from shared.adapters.nats_address import secure_url, servers_of, trust_of, without_secrets
from shared.adapters.telemetry import Telemetry
from tests.integration.certificates_made import Authority
from tests.unit.cli.commanding import Thidua

HOST = "thidua.example.vn"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "certificates")


@pytest.mark.parametrize("wrong", ["no key", "another key", "no file", "no certificate", "no name"])
def test_a_certificate_that_is_none_is_told_before_anything_starts(
    thidua: Thidua, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    chain, key = authority.certificate(HOST)
    match wrong:
        case "no key":
            key = Path()
        case "another key":
            key = authority.certificate(HOST, file="other")[1]
        case "no file":
            key = tmp_path / "none"
        case "no certificate":
            chain.write_text("-----BEGIN CERTIFICATE-----")
        case _:
            chain, key = authority.certificate(file="nameless")
    monkeypatch.setenv("THIDUA_TLS_CERT", str(chain))
    monkeypatch.setenv("THIDUA_TLS_KEY", str(key) if key != Path() else "")

    ran = thidua("up", "--data", tmp_path, "--port", free_port())

    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    assert "ertificate" in ran.err


def test_tokens_of_units_go_over_no_network_in_clear(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("up", "--data", tmp_path, "--port", free_port(), "--nats-host", "0.0.0.0")

    assert (ran.code, "needs TLS" in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("names", "name"), [((HOST, "10.0.0.5"), HOST), (("*.example.vn",), "any.example.vn"), (("10.0.0.5",), "10.0.0.5")]
)
def test_a_certificate_is_shown_under_a_name_that_it_bears(
    authority: Authority, names: tuple[str, ...], name: str
) -> None:
    certificate = Certificate(*authority.certificate(*names))

    assert certificate.name == name


def test_an_address_of_nats_says_whom_to_trust_there(authority: Authority) -> None:
    chain, _ = authority.certificate(HOST)

    trust = trust_of(secure_url("127.0.0.1:4222", ca=str(chain), name=HOST))

    assert trust is not None
    assert trust.context.verify_mode is ssl.CERT_REQUIRED
    assert trust.as_options()["tls_hostname"] == HOST
    assert trust.as_options()["tls_handshake_first"] is True


def test_of_an_address_only_the_servers_are_shown() -> None:
    url = "tls://token@nats-0:4222, tls://nats-1?ca=/keys/ca.pem&name=x"

    assert servers_of(url) == ["tls://token@nats-0:4222", "tls://nats-1"]
    assert without_secrets(url) == "tls://nats-0:4222,tls://nats-1:4222"
    assert trust_of("nats://127.0.0.1:4222") is None


def test_a_log_elsewhere_that_names_no_certificate_is_told_before_anything_starts(
    thidua: Thidua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIDUA_NATS_URL", f"tls://nats-0:4222?ca={tmp_path / 'none'}")

    ran = thidua("up", "--data", tmp_path, "--port", free_port())

    assert (ran.code, "THIDUA_NATS_URL" in ran.err) == (1, True)


def test_a_cluster_needs_both_files(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("cluster", "--node", "nats-0", "--keys", tmp_path, "--tls-cert", "/certs/tls.crt")

    assert (ran.code, "both" in ran.err) == (1, True)


def test_a_service_that_shows_a_certificate_says_when_it_ends(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, _ = authority.certificate(HOST)
    ends = x509.load_pem_x509_certificate(chain.read_bytes()).not_valid_after_utc.timestamp()
    silent = Telemetry.from_environment("audit").metrics()
    monkeypatch.setenv("THIDUA_TLS_CERT", str(chain))
    telemetry = Telemetry.from_environment("audit")

    shown = figure(telemetry.metrics())
    chain.unlink()

    assert "thidua_certificate_ends_seconds" not in silent
    assert (shown, figure(telemetry.metrics())) == (ends, 0)


def figure(metrics: str) -> float:
    """What /metrics says of when the certificate ends."""
    (line,) = [one for one in metrics.splitlines() if one.startswith("thidua_certificate_ends_seconds{")]
    return float(line.split()[-1])
