"""`slipway tune` on the local AWS."""

import re
from functools import partial

import pytest


@pytest.fixture
def function(project, aws, unique_name):
    """``function()`` returns the memory size of the function, its versions, and the version of its alias."""
    client, name = aws("lambda"), f"{unique_name}-get-movie"

    def function():
        versions = [each["Version"] for each in client.list_versions_by_function(FunctionName=name)["Versions"]]
        memory = client.get_function_configuration(FunctionName=name)["MemorySize"]
        return memory, versions, client.get_alias(FunctionName=name, Name="live")["FunctionVersion"]

    return function


@pytest.fixture
def tune(project, slipway):
    """``tune("--runs", "2")`` runs the command for the app and returns its exit code and output."""
    return partial(slipway, "tune", "get-movie")


def test_each_memory_size_is_a_row_and_the_function_is_as_before(tune, function):
    before = function()
    result = tune("--memory", "192,256", "--runs", "2")
    assert result.code == 0, result.err
    header, *rows = result.out.splitlines()
    assert header.split() == ["Memory", "first", "then", "$", "a", "million"]
    assert [row.split()[:2] for row in rows] == [["192", "MB"], ["256", "MB"]]
    assert all(re.fullmatch(r" *\d+ MB +[\d.]+ ms +[\d.]+ ms +[\d.]+", row) for row in rows)
    assert "On the local AWS the durations don't depend on the memory size" in result.err
    assert function() == before


def test_a_function_that_fails_is_as_before_too(tune, function, project):
    before = function()
    (project / "event.json").write_text('{"fail": true}')
    result = tune("event.json", "--memory", "192")
    assert result.code == 1
    assert re.match(r"slipway: \S+-get-movie failed with 192 MB: ", result.err)
    assert result.err.count("\n") == 1
    assert function() == before
