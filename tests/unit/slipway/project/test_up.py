"""Stopping pipelines after a deployment, and files of another user."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.project import run_state, up


@pytest.fixture
def project(tmp_path):
    return Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev")


@pytest.fixture
def deploy(project, monkeypatch):
    """``deploy(*changed)`` deploys functions that change or don't, or fail; returns the stopped pipelines."""
    project.local_directory.mkdir(parents=True)
    stopped: list[str] = []
    monkeypatch.setattr(up.pipelines, "stop", lambda _, name: stopped.append(name))

    def deploy(*changed: bool | Exception) -> list[str]:
        def work(*_, **__):
            for each in changed:
                if isinstance(each, Exception):
                    raise each
            return [SimpleNamespace(changed=each) for each in changed]

        stopped.clear()
        monkeypatch.setattr(up, "deploy_functions", work)
        up._deploy(project, None, ["dev-site"], lambda _: None)
        return list(stopped)

    return deploy


def test_pipelines_are_stopped_if_a_function_has_changed(deploy):
    assert deploy(False, False) == []
    assert deploy(False, True) == ["dev-site"]
    assert deploy(False, False) == []


def test_pipelines_are_stopped_by_the_next_run_after_a_failed_deployment(deploy):
    with pytest.raises(SlipwayError, match="refused"):
        deploy(True, SlipwayError("refused"))

    assert deploy(False, False) == ["dev-site"]
    assert deploy(False, False) == []


def test_pipelines_are_stopped_if_functions_were_deployed_while_the_stacks_were_applied(project, deploy):
    run_state.mark_deployment(project)

    assert deploy(False, False) == ["dev-site"]
    assert deploy(False, False) == []


def test_what_an_applied_pipeline_delivers_is_left_out(project, capsys):
    stacks = (
        Stack(name="site", directory="iac/site"),
        Stack(name="api", directory="iac/api"),
        Stack(name="delivery", directory="iac/delivery", outputs={"name": "n"}, pipeline="name", delivers=("api",)),
    )
    delivering = replace(project, stacks=stacks)
    assert up._without_delivered(delivering, stacks[:2], {}) == list(stacks[:2])
    assert up._without_delivered(delivering, stacks[:2], {"name": "dev-delivery"}) == [stacks[0]]
    assert "iac/api is left out: the pipeline dev-delivery applies it" in capsys.readouterr().err


def test_the_layers_are_packaged_before_the_stacks_that_upload_them_are_applied(project, monkeypatch):
    (project.root / "layers" / "shared").mkdir(parents=True)
    (project.root / "layers" / "shared" / "money.py").write_text("CURRENCY = 'EUR'\n")

    def apply_all(*_):
        assert (project.root / "build" / "layers" / "shared.zip").is_file()
        raise SlipwayError("applied")

    monkeypatch.setattr(up, "apply_all", apply_all)
    monkeypatch.setattr(up.stacks, "built_in_outputs", lambda *_: {})
    with pytest.raises(SlipwayError, match="applied"):
        up._apply(project, None, [], lambda *_: None)
