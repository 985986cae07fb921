"""``slipway deploy``, ``rollback``, ``status`` and ``prune``."""

import json
import os
import subprocess
import sys

import pytest

from lambda_release import upload
from slipway.cli import main


@pytest.fixture
def command(project, target, monkeypatch):
    (project / "slipway.toml").write_text('region = "x"\naccount = "123456789012"\nenvironment = "nowhere"\n')
    monkeypatch.chdir(project)
    for name, value in target.environment().items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: main(["deploy", *arguments])


@pytest.fixture
def slipway(command, unique_name):
    """``slipway("status", …)`` runs a command on the functions of the test."""
    return lambda *arguments: main([*arguments, "--environment", unique_name])


def test_deploy_prints_a_line_per_app_and_json_on_demand(functions, unique_name, capsys, command):
    assert command("--environment", unique_name) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sorted(line.split()[0] for line in lines) == [function.name for function in functions]
    assert all(" version 2 " in line and " deployed, started " in line for line in lines)
    assert command("send-mail", "--environment", unique_name, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["function"], printed["version"], printed["changed"]) == (functions[1].name, "2", False)


def test_deploy_exits_with_1_and_prints_the_failures_last(function, unique_name, capsys, command):
    assert command("--environment", unique_name) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith(function.name)
    assert captured.err.splitlines()[1] == "slipway: 1 of 2 apps failed:"
    assert captured.err.splitlines()[-1].strip().startswith(f"send-mail: there is no function {unique_name}-send-mail")


@pytest.mark.parametrize(
    "arguments", [["deploy"], ["deploy", "--json"], ["rollback", "get-movie"], ["prune", "--keep", "1"]]
)
def test_account_region_and_local_aws_are_printed_before_any_change(arguments, target, aws, capsys, command):
    main(arguments)  # there is no function, which is an error
    account = aws("sts").get_caller_identity()["Account"]
    expected = f"account {account}, region {target.region}, on the local AWS at {target.endpoint_url}"
    captured = capsys.readouterr()
    assert captured.err.splitlines()[0] == expected
    assert captured.out == ""


def test_deployments_continue_when_the_reader_of_stdout_ends(function, unique_name, command):
    reading, writing = os.pipe()
    os.close(reading)
    program = [sys.executable, "-c", "from slipway.cli import main; raise SystemExit(main())"]
    line = [*program, "deploy", "--environment", unique_name]
    result = subprocess.run(line, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert "\nslipway: 1 of 2 apps failed:\n  send-mail: there is no function" in result.stderr
    assert result.returncode != 0
    assert function.live()["Version"] == "2"


def test_the_environment_comes_from_the_project_file(capsys, command):
    assert command("get-movie") == 1
    assert "there is no function nowhere-get-movie" in capsys.readouterr().err


def test_a_canary_prints_its_share_and_the_version_is_live_at_the_end(function, capsys, slipway, write):
    assert slipway("deploy", "get-movie") == 0
    write("get-movie", "two")
    assert slipway("deploy", "get-movie", "--canary", "10", "--bake", "1s") == 0
    captured = capsys.readouterr()
    assert f"{function.name}: version 3 receives 10 % for 1 s" in captured.err
    assert " version 3 " in captured.out
    assert (function.live()["Version"], function.weights()) == ("3", {})


def test_status_rollback_and_prune_print_one_line(function, capsys, slipway, write):
    for answer in "234":
        write("get-movie", answer)
        assert slipway("deploy", "get-movie") == 0
    capsys.readouterr()

    def printed(*arguments):
        assert slipway(*arguments) == 0
        return capsys.readouterr().out.strip()

    assert printed("status", "get-movie").endswith("up to date")
    assert printed("rollback", "get-movie").endswith("version 3    rolled back from 4")
    assert printed("status", "get-movie").endswith("pending: code")
    status = json.loads(printed("status", "get-movie", "--json"))
    assert (status["version"], status["weights"], status["pending"]) == ("3", {}, ["code"])
    assert printed("rollback", "get-movie", "--to", "2").endswith("version 2    rolled back from 3")
    assert printed("rollback", "get-movie", "--to", "2").endswith("version 2    unchanged")
    assert printed("prune", "get-movie", "--keep", "1").endswith("kept 3, deleted 1: 1")
    assert json.loads(printed("prune", "get-movie", "--keep", "1", "--json"))["kept"] == [2, 3, 4]


def test_status_shows_the_weights_of_a_canary(function, capsys, slipway, command):
    assert slipway("deploy", "get-movie") == 0
    function.client.update_alias(
        FunctionName=function.name, Name="live", RoutingConfig={"AdditionalVersionWeights": {"1": 0.1}}
    )
    capsys.readouterr()
    assert slipway("status", "get-movie") == 0
    line = capsys.readouterr().out
    assert "live version 2 + 10% of 1 " in line
    assert "pending: canary" in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["deploy", "--canary", "0"], "'0' is not a percentage from 1 to 99"),
        (["deploy", "--canary", "100"], "'100' is not a percentage from 1 to 99"),
        (["deploy", "--canary", "10", "--bake", "60"], "'60' is not a duration of at least 1s, such as 30s"),
        (["deploy", "--canary", "10", "--bake", "0s"], "'0s' is not a duration"),
        (["rollback", "get-movie", "--to", "live"], "'live' is not a positive number"),
        (["prune", "--keep", "0"], "'0' is not a positive number"),
        (["prune"], "required: --keep"),
        (["deploy", "--environment", ""], "'' is not an environment"),
    ],
)
def test_invalid_arguments_are_rejected(arguments, message, capsys, command):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--bake=60s", "--alarm=errors"])
def test_options_of_a_canary_are_rejected_without_one(option, capsys, command):
    assert command(option) == 1
    assert "need a canary: add --canary" in capsys.readouterr().err


def test_the_bucket_comes_from_the_project_file(project, function, capsys, slipway, monkeypatch):
    monkeypatch.setattr(upload, "MAX_SIZE", 100)
    with (project / "slipway.toml").open("a") as file:
        file.write('artifacts_bucket = "example-artifacts"\n')
    assert slipway("deploy", "get-movie") == 1
    assert "example-artifacts" in capsys.readouterr().err
