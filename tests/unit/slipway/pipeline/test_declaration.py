"""Which pipeline is meant."""

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline.declaration import load


@pytest.fixture
def pipelines(target):
    """``pipelines("a", "b")`` has the account's pipelines listed."""
    return lambda *names: target.answer("list_pipelines", {"pipelines": [{"name": name} for name in names]})


@pytest.fixture
def found(target, declaration):
    """``found()`` has the pipeline's declaration answered."""
    return lambda: target.answer("get_pipeline", {"pipeline": declaration}, name="dev-site")


def test_a_named_one_is_loaded(target, found):
    found()
    assert load(target, "dev-site", ["other"]).name == "dev-site"


def test_the_projects_only_one_is_meant_without_a_name(target, found):
    found()
    assert load(target, None, ["dev-site"]).name == "dev-site"


def test_the_accounts_only_one_is_meant_where_the_project_has_none(target, found, pipelines):
    pipelines("dev-site")
    found()
    assert load(target, None).name == "dev-site"


def test_of_several_one_must_be_named(target, pipelines):
    with pytest.raises(SlipwayError, match=r"^there are several pipelines, name one of them: dev-docs, dev-site$"):
        load(target, None, ["dev-site", "dev-docs"])
    pipelines("b", "a")
    with pytest.raises(SlipwayError, match=r"name one of them: a, b$"):
        load(target, None)


def test_there_may_be_none(target, pipelines):
    pipelines()
    with pytest.raises(SlipwayError, match=r"^there is no pipeline on http://127\.0\.0\.1:4566 in eu-central-1$"):
        load(target, None)


def test_one_that_is_not_there_is_named_with_those_that_are(target, pipelines):
    target.refuse("get_pipeline", "PipelineNotFoundException")
    pipelines("b", "a")
    with pytest.raises(SlipwayError, match=r"^there is no pipeline c on .*; there are: a, b$"):
        load(target, "c")
