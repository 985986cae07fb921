"""The parameters of a start, and those that are rejected before the call."""

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline.declaration import Pipeline
from slipway.pipeline.start import start


@pytest.fixture
def started(target, execution_id):
    """``started(…)`` expects these parameters of the start."""

    def started(**parameters):
        answer = {"pipelineExecutionId": execution_id}
        target.answer("start_pipeline_execution", answer, name="dev-site", **parameters)

    return started


def test_without_variables_and_revisions_only_the_name_is_sent(pipeline, started, execution_id):
    started()
    assert start(pipeline, {}, {}) == execution_id


def test_variables_and_revisions_are_sent_with_the_type_of_the_source(target, declaration, started):
    started(
        variables=[{"name": "COLOR", "value": "blue=green"}],
        sourceRevisions=[
            {"actionName": "Code", "revisionType": "COMMIT_ID", "revisionValue": "1a2b"},
            {"actionName": "Search", "revisionType": "S3_OBJECT_VERSION_ID", "revisionValue": "v1"},
        ],
    )
    pipeline = Pipeline(target, declaration | {"variables": [{"name": "COLOR"}]})
    start(pipeline, {"COLOR": "blue=green"}, {"Code": "1a2b", "Search": "v1"})


@pytest.mark.parametrize("name", ["Site", "code", "Source"])
def test_a_revision_of_an_unknown_source_is_rejected_with_the_sources(pipeline, name):
    with pytest.raises(SlipwayError, match=rf"^dev-site has no source action '{name}'; there are: Code, Search$"):
        start(pipeline, {}, {name: "1a2b"})


def test_a_revision_of_a_source_that_accepts_none_is_rejected(target, declaration):
    custom = {"name": "Own", "actionTypeId": {"category": "Source", "owner": "Custom", "provider": "Own"}}
    pipeline = Pipeline(target, declaration | {"stages": [{"name": "Source", "actions": [custom]}]})
    with pytest.raises(SlipwayError, match="the source Own accepts no revision, since its provider is Own"):
        start(pipeline, {}, {"Own": "1"})


def test_an_unknown_variable_is_rejected_with_the_known_ones(target, declaration, pipeline):
    with pytest.raises(SlipwayError, match=r"^dev-site has no variable 'COLOR'; there are: none$"):
        start(pipeline, {"COLOR": "blue"}, {})
    declared = Pipeline(target, declaration | {"variables": [{"name": "SIZE"}]})
    with pytest.raises(SlipwayError, match=r"^dev-site has no variable 'COLOR'; there are: SIZE$"):
        start(declared, {"SIZE": "1", "COLOR": "blue"}, {})


def test_a_start_that_codepipeline_refuses_is_one_line(target, pipeline):
    target.refuse("start_pipeline_execution", "ValidationException", message="revisionValue\nfailed")
    with pytest.raises(SlipwayError, match=r"^dev-site can't be started: revisionValue failed$"):
        start(pipeline, {}, {"Code": " "})
