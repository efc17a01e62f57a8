"""The phone forms that come with the documents, for the first campaign: `python -m tests.unit.phone.shipped_forms`."""

from pathlib import Path
from typing import Final

from deploy.cli.phone_form import write_form
from deploy.phone.xlsform import PLANS, XlsForm, form_of_plan, mapping_of_plan
from shared.rules.definition import CampaignFile, read

ROOT: Final = Path(__file__).parents[3]
FORMS: Final = ROOT / "docs/forms"
DEFINITION: Final = ROOT / "deploy/demo/hoa-binh-450.yaml"


def shipped(name: str) -> XlsForm:
    """The form as the code of today makes it."""
    found = read(DEFINITION.read_text(encoding="utf-8"))
    assert isinstance(found, CampaignFile)
    return form_of_plan(PLANS[name], found.definition.campaign)


if __name__ == "__main__":
    for name, plan in PLANS.items():
        write_form(FORMS / f"{plan.form_id}.xlsx", shipped(name))
        (FORMS / f"{plan.form_id}.yaml").write_text(mapping_of_plan(plan), encoding="utf-8")
