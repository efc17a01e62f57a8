"""Every service as a process of its own, as compose and Kubernetes run them."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from deploy.local.installation import CannotStart, Installation, InUse
from deploy.local.one_service import serve
from deploy.nats.accounts import GROW, SIGNING_IN, Tls, cluster_config, make_seeds, public_key, seed_file
from deploy.nats.server import server_binary
from deploy.processes import processes, services
from shared.adapters.telemetry import ENDPOINT
from shared.core.definition import Contact
from tests.examples import CAMPAIGN, ESTABLISHED
from tests.faults.apart import SECONDS, Apart, apart
from tests.integration.certificates_made import Authority
from tests.integration.door.statements import NUMBER, activity, event, household, launch
from tests.integration.mail_server import MailServerHere
from tests.integration.otlp_receiver import ReceivedSpan, Receiver, receiving
from tests.unit.deployed.test_alerts import ALERTS, expressions, figures_in
from tests.waiting import wait_until

MAI_CHAU = "huyen-mai-chau"
OF_HCTC = Contact("hctc@vpubnd.example.vn", "vi")
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE, CALLERS_SPAN = CALLER[3:35], CALLER[36:52]
# Through which hands a report goes until its unit has a letter about what follows from it.
WAY = {
    ("thidua-tracking", "append"),
    ("thidua-tracking", "commit"),
    ("thidua-awards", "weigh"),
    ("thidua-awards", "commit"),
    ("thidua-notify", "send"),
    ("thidua-notify", "commit"),
}


@pytest.fixture(scope="module")
def collector() -> Iterator[tuple[str, Receiver]]:
    """Where every service exports its spans to."""
    with receiving() as found:
        yield found


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServerHere]:
    server = MailServerHere()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, collector: tuple[str, Receiver], mail: MailServerHere
) -> Iterator[Apart]:
    """All of them, once: each takes seconds of a processor to start. Every test leaves them running."""
    settings = {ENDPOINT: collector[0], "OTEL_BSP_SCHEDULE_DELAY": "200", "THIDUA_SMTP_URL": mail.url()}
    with apart(tmp_path_factory.mktemp("apart"), **settings) as found:
        assert found.ran("provision").returncode == 0
        for name in services():
            found.start(name)
        found.await_ready()
        reached = [replace(one, contacts=(OF_HCTC,)) if one.unit_id == "hctc" else one for one in ESTABLISHED]
        found.tell([event(data, "registry") for data in reached], "admin")
        found.tell(launch(CAMPAIGN), "admin")
        yield found


def test_what_one_service_takes_all_others_know(running: Apart) -> None:
    (told,) = running.tell([household(CAMPAIGN, "HB-1", number=NUMBER)], "unit", MAI_CHAU)

    auditor = {"authorization": f"Bearer {running.token('auditor')}"}
    reads = {
        "tracking": f"/tracking/campaigns/{CAMPAIGN}?after={told['position']}",
        "awards": f"/awards/campaigns/{CAMPAIGN}/decisions?after={told['position']}",
        "notify": f"/notify/deliveries?after={told['position']}",
        "audit": f"/audit/proofs/{told['position']}",
    }
    answers = {
        name: httpx.get(running.url(name, path), headers=auditor, timeout=SECONDS).status_code
        for name, path in reads.items()
    }

    assert told["status"] == "recorded"
    assert answers == dict.fromkeys(services(), 200)


def test_one_trace_leads_from_the_post_to_the_letter_across_all_processes(
    running: Apart, collector: tuple[str, Receiver], mail: MailServerHere
) -> None:
    running.tell([activity(CAMPAIGN)], "unit", "hctc")
    (told,) = running.tell([activity(CAMPAIGN)], "unit", "hctc", traceparent=CALLER)  # the second makes a candidate

    wait_until(lambda: {(span.service, span.name) for span in of_trace(collector[1])} >= WAY, seconds=SECONDS)

    (append,) = [span for span in of_trace(collector[1]) if span.name == "append"]
    below = {(span.service, span.name) for span in of_trace(collector[1]) if span.parent == append.id}
    weighed, *_ = [span for span in of_trace(collector[1]) if span.name == "weigh"]
    assert (append.service, append.parent) == ("thidua-tracking", CALLERS_SPAN)
    assert below >= WAY - {("thidua-tracking", "append")}
    assert weighed.attributes["thidua.cause"] == told["position"]
    assert OF_HCTC.email in {address for envelope in mail.mailbox.envelopes for address in envelope.rcpt_tos}
    assert OF_HCTC.email.encode() not in collector[1].everything()


def test_every_figure_that_an_alert_or_the_dashboard_names_is_shown_by_a_service_that_runs(running: Apart) -> None:
    running.tell([household(CAMPAIGN, "HB-3", number="001234567892")], "unit", MAI_CHAU)

    shown = "".join(httpx.get(running.url(name, "/metrics"), timeout=SECONDS).text for name in services())
    asked = (*(rule["expr"] for rule in ALERTS.values()), *expressions())
    named = {figure for one in asked for figure in figures_in(one)}

    # Counted when a notice is first tried, when a witness is first asked, by replicas, by https: none of them is here.
    others = {"thidua_notices_total", "thidua_cosignatures_total", "thidua_leases", "thidua_certificate_ends_seconds"}
    assert named - others <= {line.split()[2] for line in shown.splitlines() if line.startswith("# TYPE")}


def test_the_nats_door_is_open_where_its_seeds_are_known(running: Apart) -> None:
    parts = httpx.get(running.url("tracking", "/readyz"), timeout=SECONDS).json()["parts"]

    assert parts["nats_door"] is True


def test_the_same_service_does_not_run_twice_on_one_folder(running: Apart) -> None:
    installation = Installation(running.data)

    with pytest.raises(InUse, match="is in use by another `thidua serve audit`"), installation.held_for("audit"):
        pass
    with pytest.raises(InUse, match="is in use by another `thidua up`"), installation.held():
        pass


def test_a_signal_ends_a_service_cleanly_and_killed_it_comes_back_to_what_it_knew(running: Apart) -> None:
    reported = [household(CAMPAIGN, "HB-2", number="001234567891")]
    (first,) = running.tell(reported, "unit", MAI_CHAU)
    notify_ended = running.stop("notify")
    running.running["tracking"].send_signal(signal.SIGKILL)
    running.running["tracking"].wait(SECONDS)

    for name in ("tracking", "notify"):
        running.start(name)
    running.await_ready()
    (again,) = running.tell(reported, "unit", MAI_CHAU)

    assert notify_ended == 0
    assert (first["status"], again["status"]) == ("recorded", "duplicate")
    assert again["position"] == first["position"]


def of_trace(receiver: Receiver) -> list[ReceivedSpan]:
    """The spans of the caller's trace that have come so far."""
    return [span for span in receiver.spans() if span.trace == TRACE]


def test_a_service_whose_folder_nobody_prepared_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIDUA_NATS_URL", "nats://127.0.0.1:1")

    with pytest.raises(CannotStart, match="run `thidua provision` once"):
        serve(Installation(tmp_path), "awards", address="127.0.0.1:1")


def test_a_service_by_itself_needs_a_log_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THIDUA_NATS_URL", raising=False)

    with pytest.raises(CannotStart, match="set THIDUA_NATS_URL"):
        serve(Installation(tmp_path), "awards", address="127.0.0.1:1")


def test_each_process_names_the_seeds_it_needs_and_they_are_all_that_there_are(tmp_path: Path) -> None:
    seeds = make_seeds(tmp_path)

    named = {key for process in processes().values() for key in process.keys}

    assert named == set(seeds) - {GROW}, "what may change the log is nobody's but an operator's"
    assert all(seed_file(tmp_path, key).is_file() for key in named)


def test_nats_takes_the_configuration_of_a_cluster_which_holds_no_secret(tmp_path: Path) -> None:
    seeds = make_seeds(tmp_path / "keys")
    config = tmp_path / "nats.conf"
    config.write_text(cluster_config(["nats-0", "nats-1", "nats-2"], seeds=seeds), encoding="utf-8")

    checked = subprocess.run(
        [server_binary(), "-t", "-c", config], capture_output=True, text=True, env={"NATS_NODE": "nats-0"}, check=False
    )

    assert checked.returncode == 0, checked.stderr
    assert not any(seed in config.read_text() for seed in seeds.values())
    assert all(public_key(seeds[user]) in config.read_text() for user in SIGNING_IN)


def test_nats_takes_the_configuration_of_a_cluster_that_speaks_tls(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "certificates")
    chain, key = authority.certificate("nats-0", "nats-1")
    config = tmp_path / "nats.conf"
    tls = Tls(chain, key, ca=authority.ca)
    config.write_text(cluster_config(["nats-0", "nats-1"], seeds=make_seeds(tmp_path / "keys"), tls=tls), "utf-8")

    checked = subprocess.run(
        [server_binary(), "-t", "-c", config], capture_output=True, text=True, env={"NATS_NODE": "nats-0"}, check=False
    )

    assert checked.returncode == 0, checked.stderr
    assert '"tls://nats-0:6222"' in config.read_text()
    key.unlink()
    missing = subprocess.run([server_binary(), "-t", "-c", config], env={"NATS_NODE": "nats-0"}, check=False)
    assert missing.returncode != 0, "the server never looked at the certificate"
