"""Loading a pipeline, and the default pipeline."""

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline.declaration import load


@pytest.fixture
def pipelines(target):
    """``pipelines("a", "b")`` stubs the list of the account's pipelines."""
    return lambda *names: target.answer("list_pipelines", {"pipelines": [{"name": name} for name in names]})


@pytest.fixture
def loaded(target, declaration):
    """``loaded()`` stubs the pipeline's declaration."""
    return lambda: target.answer("get_pipeline", {"pipeline": declaration}, name="dev-site")


def test_a_named_pipeline_is_loaded(target, loaded):
    loaded()
    assert load(target, "dev-site", ["other"]).name == "dev-site"


def test_the_projects_only_pipeline_is_the_default(target, loaded):
    loaded()
    assert load(target, None, ["dev-site"]).name == "dev-site"


def test_the_accounts_only_pipeline_is_the_default_if_the_project_has_none(target, loaded, pipelines):
    pipelines("dev-site")
    loaded()
    assert load(target, None).name == "dev-site"


def test_several_pipelines_are_an_error_without_a_name(target, pipelines):
    with pytest.raises(SlipwayError, match=r"^there are several pipelines, name one of them: dev-docs, dev-site$"):
        load(target, None, ["dev-site", "dev-docs"])
    pipelines("b", "a")
    with pytest.raises(SlipwayError, match=r"name one of them: a, b$"):
        load(target, None)


def test_an_account_without_pipelines_is_an_error(target, pipelines):
    pipelines()
    with pytest.raises(SlipwayError, match=r"^there is no pipeline on http://127\.0\.0\.1:4566 in eu-central-1$"):
        load(target, None)


def test_an_unknown_pipeline_is_an_error_that_lists_the_others(target, pipelines):
    target.refuse("get_pipeline", "PipelineNotFoundException")
    pipelines("b", "a")
    with pytest.raises(SlipwayError, match=r"^there is no pipeline 'c' on .*; there are: a, b$"):
        load(target, "c")


@pytest.mark.parametrize("name", ["a b", "dev/site", "x" * 101, "dev\nsite"])
def test_a_name_that_no_pipeline_can_have_is_an_unknown_one(target, pipelines, name):
    target.refuse("get_pipeline", "ValidationException", message="1 validation error detected: Value at 'name' failed")
    pipelines("b")
    with pytest.raises(SlipwayError) as error:
        load(target, name)
    assert str(error.value).startswith(f"there is no pipeline {name!r} on ")
