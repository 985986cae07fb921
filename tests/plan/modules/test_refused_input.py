"""Every validation of every module refuses what it is for, and says so.

``refused/<module>/*/main.tf`` call the module once a case; a case is named after its variable. One plan refuses all
of a file, but Terraform looks at validations that compare variables only when all others are content: they have a
file of their own.
"""

import re
from pathlib import Path

import pytest
from validations import messages_by_variable

MODULES = Path(__file__).parents[3] / "modules"
REFUSED = sorted((Path(__file__).parent / "refused").iterdir())
ELSEWHERE = {"lambda"}  # have their cases in test_<module>.py
CASE = re.compile(r'^module "(\w+)"', re.MULTILINE)


def refusals(stack):
    """Return what Terraform says, by the case that it says it of."""
    said = {}
    for error in stack.plan_error().split("Error: ")[1:]:
        case = re.search(r'in module "(\w+)"', error)
        assert case, error
        said[case[1]] = said.get(case[1], "") + error
    return said


@pytest.mark.parametrize("folder", REFUSED, ids=lambda folder: folder.name)
def test_every_validation_refuses_its_case_and_no_case_is_accepted(tf, folder):
    messages = messages_by_variable(MODULES / folder.name)
    seen = set()

    for root in folder.iterdir():
        said = refusals(tf(root))
        assert set(said) == set(CASE.findall((root / "main.tf").read_text()))
        for case, errors in said.items():
            variable = max((name for name in messages if case.startswith(name)), key=len)
            fitting = {message for message in messages[variable] if message in errors}
            assert fitting, f"{case} isn't refused by a validation of {variable}: {errors}"
            seen |= fitting

    assert set().union(*messages.values()) - seen == set()


def test_every_module_with_validations_has_cases():
    modules = [path.parent for path in MODULES.glob("*/variables.tf")]
    validating = {module.name for module in modules if any(messages_by_variable(module).values())}
    assert {folder.name for folder in REFUSED} | ELSEWHERE == validating
