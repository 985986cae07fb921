"""docs/scaling.md has the output of the command, the keys of its file, and numbers of the model."""

import re

import generated
import pytest
import reference
from repository import ROOT

from slipway import cli
from slipway.scaling import queueing
from slipway.scaling.load import Function, Load

PAGE = "docs/scaling.md"
FILE = "iac/movies/capacity.toml"


def test_the_example_is_the_output_for_the_movies_stack(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert cli.main(["capacity", FILE]) == 0

    text = f"```console\n$ slipway capacity {FILE}\n{capsys.readouterr().out}```\n"
    generated.check(PAGE, "capacity", text)


def test_the_keys_of_the_file_are_those_that_are_read():
    generated.check(PAGE, "load", reference.keys(Load, left_out=("quotas", "functions")))
    generated.check(PAGE, "function", reference.keys(Function))


def test_the_numbers_of_the_text_are_those_of_the_model():
    text = " ".join((ROOT / PAGE).read_text().split())
    five, thousandth = re.search(r"5 % when ([\d.]+) run on average, and 0.1 % \(.*?\) when ([\d.]+) do", text).groups()

    assert float(five) == pytest.approx(queueing.largest_mean(10, 0.05), abs=0.05)
    assert float(thousandth) == pytest.approx(queueing.largest_mean(10, 0.001), abs=0.05)
