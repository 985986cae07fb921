import argparse
import io

import pytest

from slipway import cli
from slipway.errors import SlipwayError
from slipway.scaling import tune, tune_command
from slipway.scaling.tune import Measurement


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("REPORT RequestId: a\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\n", (12.34, 13)),
        ('{"type":"platform.report","record":{"metrics":{"durationMs":12.34,"billedDurationMs":13}}}', (12.34, 13)),
        ('{"message": "REPORT", "durationMs": 99}', None),
        ("START RequestId: a Version: 1", None),
    ],
)
def test_a_report_has_the_duration_and_the_billed_one(line, expected):
    assert tune.read_report(line) == expected


def test_the_cold_start_counts_only_if_it_is_the_only_invocation():
    assert Measurement(1024, (500, 10, 20), (500, 10, 20)).warm == 15
    assert Measurement(1024, (500,), (500,)).warm == 500


def test_the_cost_is_that_of_an_invocation_and_its_seconds_of_memory():
    found = Measurement(512, (900, 100, 100), (900, 100, 100))
    assert found.cost(0.2e-6, 0.00001) == pytest.approx(0.2e-6 + 0.1 * 0.5 * 0.00001)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--memory", "64"], "must be MB from 128 to 10240, e.g. 128,512,1769, not '64'"),
        (["--memory", "128,,256"], "not '128,,256'"),
        (["--memory", "128,20000"], "not '128,20000'"),
        (["--runs", "0"], "must be a number from 1 to 1000, not '0'"),
    ],
)
def test_an_argument_that_cannot_be_is_refused(capsys, arguments, message):
    with pytest.raises(SystemExit):
        cli.main(["tune", "get-movie", *arguments])
    assert message in capsys.readouterr().err


def test_on_aws_it_asks_before(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))  # not a terminal
    arguments = argparse.Namespace(memory=(128, 256), runs=10, yes=False)
    with pytest.raises(SlipwayError, match="add --yes to measure it without asking"):
        tune_command._confirm(arguments, "prod-a")
    assert "prod-a gets other memory sizes for a while, and is invoked 20 times." in capsys.readouterr().err
