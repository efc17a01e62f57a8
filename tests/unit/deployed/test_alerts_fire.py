"""Every alert fires when what it speaks of happens and not before, as Prometheus itself reckons (promtool)."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import yaml

from tests.unit.deployed.test_alerts import ALERTS, OBSERVABILITY

PROMTOOL: Final = shutil.which("promtool") or ""
pytestmark = pytest.mark.skipif(not PROMTOOL, reason="promtool is not installed: Debian's prometheus brings it.")


class Case(NamedTuple):
    """What is measured each minute; a minute in which nothing fires yet, and one in which it does, with what labels."""

    series: Mapping[str, str]
    quiet: int
    fires: int
    labels: Mapping[str, str]
    value: str = ""


TRACKING: Final = {"service": "tracking"}
NOTIFY: Final = {"service": "notify"}
AUDIT: Final = {"service": "audit"}
# A series is written as in promtool's tests: `0x5 1x5` is six minutes of 0, then six of 1; `0+10x5` goes up by ten.
CASES: Final[dict[str, Case]] = {
    "ServiceAway": Case(
        {'up{job="thidua",instance="awards:4502"}': "1x5 0x10", 'up{job="thidua",instance="audit:4504"}': "1x20"},
        *(7, 9),
        {"job": "thidua", "instance": "awards:4502"},
    ),
    "NobodyHolds": Case(
        {
            'thidua_leases{service="awards",instance="a"}': "1x5 0x10",
            'thidua_leases{service="awards",instance="b"}': "0x20",
            'thidua_leases{service="notify",instance="a"}': "1x20",
        },
        *(6, 8),
        {"service": "awards"},
    ),
    "PenStopped": Case({'thidua_pens_stopped{service="tracking"}': "0x5 1x5"}, 5, 6, TRACKING),
    "CommitsInDoubt": Case({'thidua_pens_in_doubt{service="tracking"}': "0x5 1x10"}, 7, 9, TRACKING),
    "CommitsSlow": Case(
        {
            'thidua_commit_seconds_bucket{service="tracking",le="1"}': "0+100x10 1000x30",
            'thidua_commit_seconds_bucket{service="tracking",le="10"}': "0+100x40",
            'thidua_commit_seconds_bucket{service="tracking",le="+Inf"}': "0+100x40",
        },
        *(10, 25),
        TRACKING,
    ),
    "CertificateEnds": Case(  # promtool's clock begins at 0: there are 30 days and ten minutes to go
        {'thidua_certificate_ends_seconds{service="tracking"}': "2592600x20"}, 9, 11, TRACKING
    ),
    "FollowerBehind": Case(
        {'thidua_follower_lag_commits{service="awards",follower="read_model"}': "0x5 250x15"},
        *(10, 12),
        {"service": "awards", "follower": "read_model"},
        "250",
    ),
    "ReadModelInTrouble": Case({'thidua_read_model_in_trouble{service="audit"}': "0x5 1x5"}, 6, 8, AUDIT),
    "NoticesWaiting": Case({'thidua_notices_due{service="notify"}': "0x5 3x80"}, 60, 70, NOTIFY, "3"),
    "EventsRefused": Case(
        {
            'thidua_events_total{service="tracking",outcome="recorded"}': "0+60x60",
            'thidua_events_total{service="tracking",outcome="rejected"}': "0x20 0+30x40",
        },
        *(20, 60),
        TRACKING,
    ),
    "CredentialsRefused": Case(
        {
            'thidua_credentials_refused_total{service="tracking",door="http",reason="session_over"}': "0+100x30",
            'thidua_sign_ins_total{service="tracking",way="account",outcome="refused"}': "0x5 0+5x20",
        },
        *(6, 12),
        TRACKING,
    ),
    "FloodRefused": Case(
        {'thidua_floods_refused_total{service="tracking",of="events"}': "0x5 0+9x20"},
        *(9, 13),
        {**TRACKING, "of": "events"},
    ),
    "DoorUnavailable": Case(
        {'thidua_events_total{service="tracking",outcome="unavailable"}': "0x5 0+1x20"}, 6, 11, TRACKING
    ),
    "NoticesFail": Case(
        {'thidua_notices_total{service="notify",channel="email",outcome="failed"}': "0x5 1x10"},
        *(5, 7),
        {**NOTIFY, "channel": "email", "outcome": "failed"},
    ),
    "NoticesPerhapsTwice": Case(
        {'thidua_notices_perhaps_twice_total{service="notify",channel="email"}': "0x5 0+4x20"},
        *(6, 20),
        {**NOTIFY, "channel": "email"},
    ),
    "ProofBehind": Case(
        {
            'thidua_checkpoint_facts{service="audit"}': "0+10x10 100x30",
            'thidua_facts_total{service="tracking"}': "0+10x60",
        },
        *(22, 28),
        AUDIT,
    ),
    "NothingIsSigned": Case({'thidua_checkpoints_refused{service="audit"}': "0x5 1x10"}, 6, 8, AUDIT),
    "WitnessAway": Case(
        {
            'thidua_cosignatures_total{service="audit",instance="audit:4504",outcome="away"}': "0x5 0+1x60",
            'thidua_cosignatures_total{service="audit",instance="audit:4504",outcome="cosigned"}': "5x70",
        },
        *(15, 30),
        {**AUDIT, "instance": "audit:4504", "outcome": "away"},
    ),
}


def test_every_alert_has_a_case() -> None:
    assert CASES.keys() == ALERTS.keys()


def test_prometheus_takes_the_rules_and_each_fires_in_its_time(tmp_path: Path) -> None:
    rules = OBSERVABILITY / "alerts.yaml"
    (tmp_path / "cases.yaml").write_text(
        yaml.safe_dump(
            {
                "rule_files": [str(rules)],
                "evaluation_interval": "1m",
                "tests": [asked(name, case) for name, case in CASES.items()],
            }
        )
    )

    checked, tested = (
        subprocess.run([PROMTOOL, *command], capture_output=True, text=True, check=False)
        for command in (("check", "rules", str(rules)), ("test", "rules", str(tmp_path / "cases.yaml")))
    )

    assert checked.returncode == 0, checked.stderr
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert f"{len(ALERTS)} rules found" in checked.stdout


def asked(name: str, case: Case) -> dict[str, Any]:
    """One case as promtool takes it: nothing fires in the quiet minute, and this alert alone as its rule words it."""
    alert = ALERTS[name]
    labels = {**case.labels, **alert["labels"]}
    told = {key: rendered(text, case) for key, text in alert["annotations"].items()}
    return {
        "interval": "1m",
        "name": name,
        "input_series": [{"series": series, "values": values} for series, values in case.series.items()],
        "alert_rule_test": [
            {"eval_time": f"{case.quiet}m", "alertname": name, "exp_alerts": []},
            {
                "eval_time": f"{case.fires}m",
                "alertname": name,
                "exp_alerts": [{"exp_labels": labels, "exp_annotations": told}],
            },
        ],
    }


def rendered(text: str, case: Case) -> str:
    """A sentence of an alert with what it is filled with."""
    filled = re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda label: case.labels[label[1]], text)
    return filled.replace("{{ $value }}", case.value)
