import pytest

from slipway_emulator.services.aws_json import ServiceError
from slipway_emulator.services.codepipeline import trigger_rules
from slipway_emulator.services.codepipeline.trigger_rules import Push

TYPE = {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection", "version": "1"}
CONFIGURATION = {"ConnectionArn": "arn", "FullRepositoryId": "example/site", "BranchName": "main"}
MAIN, TOPIC, TAG = Push("1", branch="main"), Push("1", branch="topic"), Push("1", tag="v1.0")


def _pipeline(*pushes, name="Code", triggered=True, **configuration):
    source = {"name": "Code", "actionTypeId": TYPE, "configuration": CONFIGURATION | configuration}
    git = {"sourceActionName": name} | ({"push": list(pushes)} if pushes else {})
    triggers = [{"providerType": "CodeStarSourceConnection", "gitConfiguration": git}]
    return {"stages": [{"name": "Source", "actions": [source]}]} | ({"triggers": triggers} if triggered else {})


def _starts(pipeline, push):
    return trigger_rules.starts(pipeline, pipeline["stages"][0]["actions"][0], push)


def test_without_a_trigger_the_source_s_own_branch_starts_the_pipeline():
    pipeline = _pipeline(triggered=False)
    assert [_starts(pipeline, push) for push in (MAIN, TOPIC, TAG)] == [True, False, False]


def test_a_source_that_doesn_t_detect_changes_starts_nothing():
    assert not _starts(_pipeline(triggered=False, DetectChanges="false"), MAIN)


def test_a_trigger_s_branches_replace_the_source_s_branch():
    pipeline = _pipeline({"branches": {"includes": ["release/**", "topic"], "excludes": ["release/old*"]}})
    names = ["main", "topic", "release/1", "release/1/a", "release/old-1"]
    assert [_starts(pipeline, Push("1", branch=name)) for name in names] == [False, True, True, True, False]


def test_a_trigger_on_tags_ignores_branches():
    pipeline = _pipeline({"tags": {"includes": ["v*"], "excludes": ["v0*"]}})
    assert [_starts(pipeline, push) for push in (TAG, MAIN, Push("1", tag="v0.1"))] == [True, False, False]


@pytest.mark.parametrize(
    ("files", "starts"),
    [
        (("apps/website/a.html",), True),
        (("apps/website/deep/a.html",), True),
        (("docs/a.md",), False),
        (("apps/website/a.md",), False),
        (("docs/a.md", "apps/website/a.html"), True),
        ((), False),
    ],
)
def test_file_paths_and_branches_must_both_fit(files, starts):
    paths = {"includes": ["apps/website/**"], "excludes": ["**/*.md"]}
    pipeline = _pipeline({"branches": {"includes": ["main"]}, "filePaths": paths})
    assert _starts(pipeline, Push("1", branch="main", files=files)) == starts
    assert not _starts(pipeline, Push("1", branch="topic", files=files))


def test_any_of_several_filters_starts_the_pipeline():
    pipeline = _pipeline({"tags": {"includes": ["v*"]}}, {"branches": {"includes": ["{main,topic}"]}})
    assert [_starts(pipeline, push) for push in (MAIN, TOPIC, TAG)] == [True, True, True]


@pytest.mark.parametrize(
    ("pipeline", "words"),
    [
        (_pipeline({"tags": {"includes": ["v*"]}, "branches": {"includes": ["main"]}}), "on tags, or on branches"),
        (_pipeline({"tags": {}}), "needs tags, branches or filePaths"),
        (_pipeline({}), "needs tags, branches or filePaths"),
        (_pipeline(name="Other"), "no source action Other"),
    ],
)
def test_a_trigger_that_aws_doesn_t_take_is_refused(pipeline, words):
    with pytest.raises(ServiceError, match=words):
        trigger_rules.check(pipeline)


def test_pull_requests_are_refused_by_name():
    pipeline = _pipeline()
    pipeline["triggers"][0]["gitConfiguration"]["pullRequest"] = [{"branches": {"includes": ["main"]}}]
    with pytest.raises(ServiceError, match="no pull requests"):
        trigger_rules.check(pipeline)
