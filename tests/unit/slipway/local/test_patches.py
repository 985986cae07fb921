import argparse
import json

import pytest

from slipway.errors import SlipwayError
from slipway.local import distribution, patches

LOCK = '# Written by `make lock`.\nministack = "1.2.3"\n'


@pytest.fixture
def emulator(monkeypatch, tmp_path):
    """The report of the emulator's environment; a test may change it. The working directory is a project's."""
    (tmp_path / "slipway.toml").write_text('region = "eu-west-1"\naccount = "123456789012"\nenvironment = "dev"\n')
    (tmp_path / ".slipway").mkdir()
    (tmp_path / "clone" / "patches").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    report = {
        "ministack": {"installed": "1.2.3", "locked": "1.2.3"},
        "patches": [
            {"name": "sqs.first", "targets": ["sqs.send"], "changes": {}},
            {"name": "sqs.second", "targets": ["sqs.receive", "sqs.send"], "changes": {}},
        ],
    }
    monkeypatch.setattr(patches, "_run", lambda _, *arguments: LOCK if arguments else json.dumps(report))
    monkeypatch.setattr(distribution, "clone", lambda: tmp_path / "clone")
    return report


@pytest.fixture
def directory(tmp_path):
    return tmp_path / ".slipway"


def run(*arguments):
    parser = argparse.ArgumentParser()
    patches.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(["patches", *arguments])
    return parsed.run(parsed)


def states(directory):
    return [patch["state"] for patch in patches.report(directory)["patches"]]


def test_a_patch_with_a_changed_target_is_listed_with_the_change(emulator, capsys):
    emulator["ministack"]["installed"] = "1.3.0"
    emulator["patches"][1]["changes"] = {"sqs.send": "has changed", "sqs.receive": "is gone"}

    assert run() == 0

    assert capsys.readouterr().out.splitlines() == [
        "unchanged       sqs.first",
        "target changed  sqs.second (sqs.send has changed, sqs.receive is gone)",
        "",
        "1 unchanged, 1 target changed",
        "MiniStack 1.3.0 is installed; the patches are for 1.2.3",
        "`make test-upstream` hasn't tested yet which faults MiniStack 1.3.0 still has",
    ]


def test_programs_get_one_json_object(emulator, capsys):
    emulator["patches"][1]["changes"] = {"sqs.send": "has changed"}

    assert run("--json") == 0

    assert json.loads(capsys.readouterr().out) == {
        "ministack": {"installed": "1.2.3", "locked": "1.2.3"},
        "faults_tested": False,
        "patches": [
            {"name": "sqs.first", "state": "unchanged", "targets": ["sqs.send"], "changes": {}},
            {
                "name": "sqs.second",
                "state": "target changed",
                "targets": ["sqs.receive", "sqs.send"],
                "changes": {"sqs.send": "has changed"},
            },
        ],
    }


def test_a_fault_is_gone_when_every_test_of_it_has_failed(emulator, directory, capsys):
    emulator["patches"][0]["changes"] = {"sqs.send": "has changed"}
    patches.record_tests(directory, {"sqs.first": {"a": False, "b": False}, "sqs.second": {"c": False, "d": True}})

    assert states(directory) == ["fault gone", "unchanged"]
    run()
    assert "make test-upstream" not in capsys.readouterr().out


def test_results_are_added_to_those_for_the_same_ministack(emulator, directory):
    patches.record_tests(directory, {"sqs.first": {"a": False, "b": True}})
    patches.record_tests(directory, {"sqs.first": {"b": False}, "sqs.second": {"c": False}})

    assert states(directory) == ["fault gone", "fault gone"]


def test_results_for_another_ministack_do_not_count(emulator, directory):
    patches.record_tests(directory, {"sqs.first": {"a": False}})
    emulator["ministack"]["installed"] = "1.3.0"

    assert states(directory) == ["unchanged", "unchanged"]
    assert not patches.report(directory)["faults_tested"]

    patches.record_tests(directory, {"sqs.second": {"c": False}})
    assert states(directory) == ["unchanged", "fault gone"]


def test_the_lock_is_written_into_the_clone_and_changed_targets_are_listed(emulator, tmp_path, capsys):
    emulator["patches"][1]["changes"] = {"sqs.send": "has changed"}

    assert run("--lock") == 0

    assert (tmp_path / "clone" / "patches" / "upstream.lock").read_text() == LOCK
    assert capsys.readouterr() == ("", "sqs.second: sqs.send has changed\n")


def test_a_target_that_is_gone_can_not_be_locked(emulator, tmp_path):
    emulator["patches"][1]["changes"] = {"sqs.send": "is gone"}

    with pytest.raises(SlipwayError, match=r"the target sqs\.send of the patch sqs\.second is gone"):
        run("--lock")

    assert not (tmp_path / "clone" / "patches" / "upstream.lock").exists()


def test_an_installed_slipway_lists_changes_only(emulator, monkeypatch, capsys):
    monkeypatch.setattr(distribution, "clone", lambda: None)

    run()

    assert "make" not in capsys.readouterr().out
    with pytest.raises(SlipwayError, match="--lock is for a clone"):
        run("--lock")
