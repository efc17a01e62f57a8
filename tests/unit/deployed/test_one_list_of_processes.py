"""deploy/compose and deploy/k8s run what deploy/processes.toml lists: the same commands, ports, limits and keys."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.installation import Installation
from deploy.local.one_address import ALSO_OF
from deploy.processes import processes, services
from shared.core.subjects import OWNERS

DEPLOY = Path(__file__).parents[3] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text("utf-8"))
IN_KUBERNETES = sorted(processes().keys() - {"keys"})  # there the keys are a Secret, made beforehand
PRIVATE = Installation(Path()).private
DATABASE = "postgresql://thidua_{}@postgres/thidua?sslmode=verify-full&sslrootcert=/keys/ca.pem"
UNITS = {"Mi": "m", "Gi": "g"}


def manifests(kind: str) -> dict[str, Any]:
    """Every object of a kind that kustomize puts together, by its name."""
    listed = yaml.safe_load((DEPLOY / "k8s" / "kustomization.yaml").read_text("utf-8"))["resources"]
    objects = [one for name in listed for one in yaml.safe_load_all((DEPLOY / "k8s" / name).read_text("utf-8"))]
    return {one["metadata"]["name"]: one for one in objects if one["kind"] == kind}


def pod_of(name: str) -> dict[str, Any]:
    """The specification of a process's pod."""
    found: dict[str, Any] = {**manifests("Deployment"), **manifests("Job")}[name]["spec"]["template"]
    return found


def test_every_service_is_on_the_list_with_a_port_of_its_own() -> None:
    assert set(services()) == {*OWNERS, "audit"}
    assert len({one.port for one in services().values()}) == len(services())


def test_each_path_is_one_services_and_the_one_address_passes_them_on_alike() -> None:
    mine = {path[1:]: name for name, one in services().items() for path in one.paths if path != "/"}

    assert mine == {**{name: name for name in services() if name != "tracking"}, **ALSO_OF}


@pytest.mark.parametrize("name", processes())
def test_compose_runs_a_process_as_it_is_listed(name: str) -> None:
    listed, found = processes()[name], COMPOSE["services"][name]

    assert found["command"] == list(listed.command)
    assert found["mem_limit"] == re.sub("Mi|Gi", lambda unit: UNITS[unit[0]], listed.memory)
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    if listed.port:
        assert f"https://127.0.0.1:{listed.port}/readyz" in found["healthcheck"]["test"][-1]
    if "provision" in listed.needs:
        assert found["depends_on"] == {"provision": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize("name", sorted(processes().keys() - {"keys"}))
def test_in_compose_a_process_sees_its_own_keys_and_of_data_what_it_needs(name: str) -> None:
    listed, found = processes()[name], COMPOSE["services"][name]
    covered = {one.partition(":")[0].removeprefix("/data/") for one in found["tmpfs"] if one.startswith("/data/")}
    making = COMPOSE["services"]["keys"]

    assert found["volumes"] == ["data:/data", f"keys-{name}:/keys:ro"]
    assert f"keys-{name}:/shares/{name}" in making["volumes"]
    assert covered == {folder.name for folder in PRIVATE} - set(listed.folders)


def test_in_compose_whoever_makes_the_keys_alone_sees_all_of_them() -> None:
    volumes = {name: one.get("volumes", ()) for name, one in COMPOSE["services"].items()}

    assert [name for name in volumes if any(one.startswith("keys:") for one in volumes[name])] == ["keys"]


@pytest.mark.parametrize("name", IN_KUBERNETES)
def test_in_kubernetes_a_process_sees_of_data_what_it_needs(name: str) -> None:
    (container,) = pod_of(name)["spec"]["containers"]
    covered = [one["mountPath"] for one in container["volumeMounts"] if one["name"] == "nothing"]

    assert set(covered) == {f"/data/{one.name}" for one in PRIVATE if one.name not in processes()[name].folders}


def test_compose_runs_three_servers_of_nats_that_the_keys_and_the_services_name() -> None:
    nodes = {name: one for name, one in COMPOSE["services"].items() if name.startswith("nats-")}
    command = processes()["keys"].command

    assert [command[place + 1] for place, word in enumerate(command) if word == "--node"] == list(nodes)
    assert [one["environment"]["NATS_NODE"] for one in nodes.values()] == list(nodes)
    assert COMPOSE["x-ours"]["environment"]["THIDUA_NATS_URL"] == (
        ",".join(f"tls://{name}:4222" for name in nodes) + "?ca=/keys/ca.pem"
    )
    assert processes()["provision"].command[-1] == str(len(nodes))


def test_compose_keeps_tables_in_postgresql_whose_passwords_stand_in_no_setting() -> None:
    server, secrets = COMPOSE["services"]["postgres"], COMPOSE["secrets"]

    assert server["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres"
    assert server["secrets"] == ["postgres"]
    assert secrets == {name: {"file": f"${{THIDUA_SECRETS:-./secrets}}/{name}"} for name in secrets}
    assert (server["user"], server["read_only"], server["cap_drop"]) == ("postgres", True, ["ALL"])
    assert COMPOSE["services"]["provision"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert "ports" not in server


def test_postgresql_takes_nobody_in_clear() -> None:
    text = (DEPLOY / "postgres" / "pg_hba.conf").read_text("utf-8")
    rules = [line for line in text.splitlines() if not line.startswith("#")]
    pod = manifests("StatefulSet")["postgres"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]

    assert [(line.split()[0], line.split()[-1]) for line in rules] == [("local", "trust"), ("hostssl", "scram-sha-256")]
    assert manifests("ConfigMap")["postgres"]["data"]["pg_hba.conf"].splitlines() == rules
    assert {"name": "who-may-come", "configMap": {"name": "postgres"}} in pod["volumes"]
    assert {"name": "who-may-come", "mountPath": "/etc/thidua", "readOnly": True} in container["volumeMounts"]
    assert "-chba_file=/etc/thidua/pg_hba.conf" in container["args"]
    assert "-c hba_file=/etc/thidua/pg_hba.conf" in COMPOSE["services"]["postgres"]["command"][-1]
    assert "../postgres/pg_hba.conf:/etc/thidua/pg_hba.conf:ro" in COMPOSE["services"]["postgres"]["volumes"]


@pytest.mark.parametrize("name", services())
def test_in_compose_a_service_comes_to_postgresql_in_its_own_role_and_sees_no_other_password(name: str) -> None:
    found = COMPOSE["services"][name]
    environment = found["environment"]

    assert environment["THIDUA_DATABASE_URL"] == f"${{THIDUA_DATABASE_URL-{DATABASE.format(name)}}}"
    assert environment["THIDUA_DATABASE_PASSWORD_FILE"] == f"/run/secrets/postgres-{name}"
    assert found["secrets"] == [f"postgres-{name}"]


@pytest.mark.parametrize("name", ["provision", "operator"])
def test_in_compose_the_databases_owner_makes_a_role_for_each_service(name: str) -> None:
    found = COMPOSE["services"][name]
    environment = found["environment"]

    assert environment["THIDUA_DATABASE_URL"] == f"${{THIDUA_DATABASE_URL-{DATABASE.replace('_{}', '')}}}"
    assert environment["THIDUA_DATABASE_PASSWORD_FILE"] == "/run/secrets/postgres"
    assert environment["THIDUA_DATABASE_ROLES"] == "/run/secrets"
    assert sorted(found["secrets"]) == sorted(["postgres", *(f"postgres-{service}" for service in services())])


def test_what_sees_everything_runs_only_while_somebody_asks() -> None:
    operator = manifests("Deployment")["operator"]

    assert COMPOSE["services"]["operator"]["profiles"] == ["operator"]
    assert "restart" not in COMPOSE["services"]["operator"]
    assert operator["spec"]["replicas"] == 0
    assert operator["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"] is True


@pytest.mark.parametrize(
    ("setting", "whose"), [("THIDUA_OIDC_CLIENT_SECRET", "tracking"), ("THIDUA_SMTP_URL", "notify")]
)
def test_in_compose_a_setting_that_holds_a_secret_is_one_services(setting: str, whose: str) -> None:
    told = [name for name, one in COMPOSE["services"].items() if setting in (one.get("environment") or {})]

    assert told == [whose]


def test_kubernetes_keeps_tables_in_postgresql_reached_by_the_services_alone() -> None:
    pod = manifests("StatefulSet")["postgres"]["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    policy = manifests("NetworkPolicy")["postgres"]["spec"]
    settings = {one["name"]: one for one in container["env"]}

    assert settings["POSTGRES_PASSWORD"]["valueFrom"] == {"secretKeyRef": {"name": "thidua-postgres", "key": "owner"}}
    assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert policy["podSelector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
    assert policy["ingress"] == [
        {"ports": [{"port": "postgres"}], "from": [{"podSelector": {"matchLabels": {"thidua.vn/data": "shared"}}}]}
    ]
    assert manifests("Service")["postgres"]["spec"]["selector"] == pod["metadata"]["labels"]


@pytest.mark.parametrize("name", services())
def test_in_kubernetes_a_service_comes_to_postgresql_in_its_own_role_and_sees_no_other_password(name: str) -> None:
    pod = pod_of(name)["spec"]
    settings = {one["name"]: one.get("value") for one in pod["containers"][0]["env"]}
    (database,) = [one["secret"] for one in pod["volumes"] if one["name"] == "database"]

    assert settings["THIDUA_DATABASE_URL"] == DATABASE.format(name)
    assert settings["THIDUA_DATABASE_PASSWORD_FILE"] == f"/database/postgres-{name}"
    assert database["secretName"] == "thidua-postgres"
    assert database["items"] == [{"key": f"postgres-{name}", "path": f"postgres-{name}"}]


def test_in_kubernetes_the_databases_owner_makes_a_role_for_each_service() -> None:
    pod = pod_of("provision")["spec"]
    settings = {one["name"]: one.get("value") for one in pod["containers"][0]["env"]}

    assert settings["THIDUA_DATABASE_URL"] == DATABASE.replace("_{}", "")
    assert settings["THIDUA_DATABASE_PASSWORD_FILE"] == "/database/owner"
    assert settings["THIDUA_DATABASE_ROLES"] == "/database"


def test_no_port_is_published_beyond_this_machine() -> None:
    files = [DEPLOY / "compose" / name for name in ("compose.yaml", "observability.yaml")]
    found = [yaml.safe_load(path.read_text("utf-8"))["services"].values() for path in files]

    ports = [port for ones in found for one in ones for port in one.get("ports", ())]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_front_passes_each_path_to_the_service_whose_it_is() -> None:
    text = (DEPLOY / "compose" / "Caddyfile").read_text("utf-8")
    named = {name: set(paths.split()) for name, paths in re.findall(r"@(\w+) path (.*)", text)}
    passed = dict(re.findall(r"handle (?:@\w+ )?\{\s*reverse_proxy https://(\w+):(\d+) \{\s*import proven\s*\}", text))

    assert named == {
        name: {path for one in listed.paths for path in (one, f"{one}/*")}
        for name, listed in services().items()
        if name != "tracking"
    }
    assert passed == {name: str(one.port) for name, one in services().items()}
    assert re.search(r"\(proven\) \{\s*transport http \{\s*tls_trust_pool file /tls/ca.pem\s*\}", text)
    assert "ca:/tls:ro" in COMPOSE["services"]["front"]["volumes"]


def test_only_a_browsers_page_is_led_on_to_https() -> None:
    text = (DEPLOY / "compose" / "Caddyfile").read_text("utf-8")
    in_clear = text.partition("http:// {")[2].partition("\n}")[0]

    assert "auto_https disable_redirects" in text
    assert in_clear.count("redir ") == 1
    assert re.search(r"handle @page \{\s*redir https://\{host\}\{uri\} 308", in_clear)
    assert re.search(r"@page \{\s*method GET HEAD\s*header Accept \*text/html\*\s*not header Authorization", in_clear)
    assert re.search(r'handle \{\s*respond "[^"]+" 403', in_clear)


def test_the_front_keeps_browsers_on_https() -> None:
    text = (DEPLOY / "compose" / "Caddyfile").read_text("utf-8")
    annotations = manifests("Ingress")["thidua"]["metadata"]["annotations"]

    assert 'header @secure Strict-Transport-Security "max-age=31536000; includeSubDomains"' in text
    assert annotations["nginx.ingress.kubernetes.io/force-ssl-redirect"] == "true"


@pytest.mark.parametrize("name", IN_KUBERNETES)
def test_kubernetes_runs_a_process_as_it_is_listed_with_its_own_keys_alone(name: str) -> None:
    listed, pod = processes()[name], pod_of(name)["spec"]
    (container,) = pod["containers"]
    secrets = {one["name"]: one["secret"]["secretName"] for one in pod["volumes"] if "secret" in one}

    assert container["command"] == list(listed.command)
    assert container["resources"]["limits"]["memory"] == listed.memory
    assert secrets["keys"] == f"thidua-keys-{name}"  # what `thidua cluster --shares` made for it
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"]["readOnlyRootFilesystem"] is True


@pytest.mark.parametrize("name", services())
def test_kubernetes_asks_every_service_how_it_is_and_never_runs_it_twice(name: str) -> None:
    (container,) = pod_of(name)["spec"]["containers"]
    deployment, service = manifests("Deployment")[name]["spec"], manifests("Service")[name]["spec"]

    asked = [container[probe]["httpGet"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")]
    probes = {
        probe: container[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")
    }

    assert probes == {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
    assert {one["scheme"] for one in asked} == {"HTTPS"}
    assert container["ports"] == [{"name": "https", "containerPort": services()[name].port}]
    assert service["ports"][0]["port"] == services()[name].port
    assert (deployment["replicas"], deployment["strategy"]) == (1, {"type": "Recreate"})
    assert deployment["selector"]["matchLabels"].items() <= pod_of(name)["metadata"]["labels"].items()


def test_the_ingress_passes_each_path_to_the_service_whose_it_is() -> None:
    (rule,) = manifests("Ingress")["thidua"]["spec"]["rules"]

    passed = {one["path"]: one["backend"]["service"]["name"] for one in rule["http"]["paths"]}

    assert passed == {path: name for name, listed in services().items() for path in listed.paths}


def test_every_pod_is_under_a_disruption_budget_and_nothing_is_let_through_unless_written() -> None:
    budgets = manifests("PodDisruptionBudget").values()
    policies = manifests("NetworkPolicy")

    assert all(one["spec"]["maxUnavailable"] == 1 for one in budgets)
    (expression,) = manifests("PodDisruptionBudget")["services"]["spec"]["selector"]["matchExpressions"]
    assert sorted(expression["values"]) == sorted(services())
    assert policies["nothing"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_no_secret_stands_in_a_manifest() -> None:
    settings = [one for name in IN_KUBERNETES for one in pod_of(name)["spec"]["containers"][0]["env"]]

    plain = {one["name"]: one["value"] for one in settings if "value" in one}

    assert not manifests("Secret")
    assert plain.keys() == {
        *("THIDUA_TLS_CERT", "THIDUA_TLS_KEY"),
        *("THIDUA_DATA", "THIDUA_NATS_URL", "THIDUA_NATS_KEYS", "THIDUA_DATABASE_URL"),
        *("THIDUA_DATABASE_PASSWORD_FILE", "THIDUA_DATABASE_ROLES"),
    }
    assert not re.search(r"://[^/@]*:[^/@]*@", " ".join(plain.values()))
    assert all("secretKeyRef" in one["valueFrom"] for one in settings if "value" not in one)


def test_prometheus_asks_every_service() -> None:
    (job,) = yaml.safe_load((DEPLOY / "observability" / "prometheus.yaml").read_text("utf-8"))["scrape_configs"]

    assert (job["scheme"], job["tls_config"]) == ("https", {"ca_file": "/tls/ca.pem"})
    assert list(targets(job)) == [f"{name}:{one.port}" for name, one in services().items()]


def targets(job: dict[str, Any]) -> Iterator[str]:
    """What one job of Prometheus asks."""
    for group in job["static_configs"]:
        yield from group["targets"]
