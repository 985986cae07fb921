"""docs/local-aws.md lists the operations that the local AWS doesn't support."""

from slipway.harness import run
from tools import unserved_operations


def test_the_table_is_up_to_date(pytestconfig):
    page = unserved_operations.PAGE.read_text()
    environments = run.directory(pytestconfig).parent / "environments"
    assert unserved_operations.with_table(page, environments) == page, "run `make docs`"
