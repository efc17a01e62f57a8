"""deploy/k8s against the schemas that Kubernetes publishes: it knows every object and every field.

The package kubernetes-validate carries them; asked are those of its newest release and of the oldest that we name.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes_validate.utils import ValidationError, latest_version, validate

FOLDER = Path(__file__).parents[3] / "deploy" / "k8s"
LISTED: list[str] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text("utf-8"))["resources"]
OLDEST = "1.30"  # docs/how-to/run-in-containers.md


def objects() -> list[dict[str, Any]]:
    """Every object that kustomize puts together."""
    return [one for name in LISTED for one in yaml.safe_load_all((FOLDER / name).read_text("utf-8"))]


def test_kustomize_is_told_of_every_file() -> None:
    assert sorted(LISTED) == sorted(path.name for path in FOLDER.iterdir() if path.name != "kustomization.yaml")


@pytest.mark.parametrize("release", [OLDEST, latest_version()])
@pytest.mark.parametrize("one", objects(), ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_kubernetes_knows_every_object_and_every_field(one: dict[str, Any], release: str) -> None:
    validate(one, release, strict=True)


def test_a_field_that_kubernetes_does_not_know_is_found() -> None:
    (deployment, *_) = [one for one in objects() if one["kind"] == "Deployment"]
    deployment["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}

    with pytest.raises(ValidationError, match="'readynessProbe' was unexpected"):
        validate(deployment, OLDEST, strict=True)
