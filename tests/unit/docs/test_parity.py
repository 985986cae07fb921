"""docs/parity.md counts the tests, and none of its numbers falls."""

import re
from functools import cache

import generated
import parity
import pytest
from repository import ROOT

PAGE = "docs/parity.md"
TESTS = ROOT / "tests" / "integration" / "slipway_emulator"


@cache
def rows():
    counts = {name: count for name, count in parity.counts(TESTS).items() if count.all}
    total = parity.Count(sum(count.held for count in counts.values()), sum(count.all for count in counts.values()))
    return {**counts, "all": total}


def test_no_number_falls():
    recorded = dict(re.findall(r"^\| ([^|]+) \| (\d+) \|", (ROOT / PAGE).read_text(), re.MULTILINE))
    fallen = parity.fallen(rows(), {name: int(number) for name, number in recorded.items()})
    assert not fallen, f"fewer tests name a source of AWS's answer than {PAGE} says: {', '.join(fallen)}"


def test_the_table_counts_the_tests():
    test_no_number_falls()  # before it is written
    lines = [[name, str(count.held), str(count.all)] for name, count in rows().items()]
    header = ["Service", "Tests with a source of AWS's answer", "All tests"]
    generated.check(PAGE, "table", generated.table(header, lines))


DOCUMENTED = '"""https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"""\n'
TEST = "def test_a():\n    pass\n"
UPSTREAM = "@pytest.mark.upstream\ndef test_unpatched():\n    pass\n"


@pytest.mark.parametrize(
    ("source", "held", "all_"),
    [
        (TEST, 0, 1),
        (DOCUMENTED + TEST, 1, 1),
        (DOCUMENTED + TEST + UPSTREAM, 1, 1),
        (TEST.replace("pass", '"""https://docs.aws.amazon.com/sns/latest/dg/a.html"""') + TEST, 1, 2),
        ('"""https://example.com"""\n' + TEST, 0, 1),
        (DOCUMENTED + "def helper():\n    pass\n", 0, 0),
    ],
)
def test_a_test_with_a_source_is_counted(tmp_path, source, held, all_):
    folder = tmp_path / "patches" / "sns"
    folder.mkdir(parents=True)
    (folder / "test_publish.py").write_text(source)

    assert parity.counts(tmp_path)["SNS"] == parity.Count(held, all_)


def test_a_number_that_falls_is_named():
    counts = {"SNS": parity.Count(2, 2), "SQS": parity.Count(1, 1)}
    assert parity.fallen(counts, {"SNS": 3, "SQS": 1, "S3": 1}) == ["SNS (2, not 3)", "S3 (0, not 1)"]
