"""What a start hands on, and what it refuses before it asks AWS."""

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


def test_variables_and_revisions_are_sent_each_revision_as_its_source_has_them(pipeline, started):
    started(
        variables=[{"name": "COLOR", "value": "blue=green"}],
        sourceRevisions=[
            {"actionName": "Code", "revisionType": "COMMIT_ID", "revisionValue": "1a2b"},
            {"actionName": "Search", "revisionType": "S3_OBJECT_VERSION_ID", "revisionValue": "v1"},
        ],
    )
    start(pipeline, {"COLOR": "blue=green"}, {"Code": "1a2b", "Search": "v1"})


@pytest.mark.parametrize("name", ["Site", "code", "Source"])
def test_a_revision_of_what_is_no_source_is_refused_with_the_sources(pipeline, name):
    with pytest.raises(SlipwayError, match=rf"^dev-site has no source action '{name}'; there are: Code, Search$"):
        start(pipeline, {}, {name: "1a2b"})


def test_a_revision_of_a_source_that_takes_none_is_refused(target, declaration):
    custom = {"name": "Own", "actionTypeId": {"category": "Source", "owner": "Custom", "provider": "Own"}}
    pipeline = Pipeline(target, declaration | {"stages": [{"name": "Source", "actions": [custom]}]})
    with pytest.raises(SlipwayError, match="no revision can be named for the source Own, which is Own"):
        start(pipeline, {}, {"Own": "1"})
