import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import trigger_rules
from slipway_emulator.services.codepipeline.trigger_rules import PullRequest, Push

TYPE = {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection", "version": "1"}
CONFIGURATION = {"ConnectionArn": "arn", "FullRepositoryId": "example/site", "BranchName": "main"}
MAIN, TOPIC, TAG = Push("1", branch="main"), Push("1", branch="topic"), Push("1", tag="v1.0")


def _pipeline(*pushes, name="Code", triggered=True, **configuration):
    source = {"name": "Code", "actionTypeId": TYPE, "configuration": CONFIGURATION | configuration}
    git = {"sourceActionName": name} | ({"push": list(pushes)} if pushes else {})
    triggers = [{"providerType": "CodeStarSourceConnection", "gitConfiguration": git}]
    return {"stages": [{"name": "Source", "actions": [source]}]} | ({"triggers": triggers} if triggered else {})


def _starts(pipeline, push):
    return trigger_rules.starts_pipeline(pipeline, pipeline["stages"][0]["actions"][0], push)


def test_without_a_trigger_a_push_to_the_source_s_branch_starts_the_pipeline():
    pipeline = _pipeline(triggered=False)
    assert [_starts(pipeline, push) for push in (MAIN, TOPIC, TAG)] == [True, False, False]


def test_a_source_that_does_not_detect_changes_starts_no_execution():
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
def test_a_push_must_match_both_branches_and_file_paths(files, starts):
    paths = {"includes": ["apps/website/**"], "excludes": ["**/*.md"]}
    pipeline = _pipeline({"branches": {"includes": ["main"]}, "filePaths": paths})
    assert _starts(pipeline, Push("1", branch="main", files=files)) == starts
    assert not _starts(pipeline, Push("1", branch="topic", files=files))


def test_a_push_that_matches_any_filter_starts_the_pipeline():
    pipeline = _pipeline({"tags": {"includes": ["v*"]}}, {"branches": {"includes": ["{main,topic}"]}})
    assert [_starts(pipeline, push) for push in (MAIN, TOPIC, TAG)] == [True, True, True]


@pytest.mark.parametrize(
    ("pipeline", "words"),
    [
        (_pipeline({"tags": {"includes": ["v*"]}, "branches": {"includes": ["main"]}}), "either tags, or branches"),
        (_pipeline({"tags": {}}), "needs tags, branches or filePaths"),
        (_pipeline({}), "needs tags, branches or filePaths"),
        (_pipeline(name="Other"), "no source action Other"),
    ],
)
def test_an_invalid_trigger_is_rejected(pipeline, words):
    with pytest.raises(ServiceError, match=words):
        trigger_rules.validate(pipeline)


def pull_request_pipeline(**event_filter):
    pipeline = _pipeline()
    pipeline["triggers"][0]["gitConfiguration"]["pullRequest"] = [{"branches": {"includes": ["main"]}} | event_filter]
    trigger_rules.validate(pipeline)
    return pipeline


@pytest.mark.parametrize(
    ("event_filter", "starts"),
    [
        ({}, [True, True, True]),
        ({"events": ["OPEN", "UPDATED"]}, [True, True, False]),
        ({"branches": {"includes": ["release/*"]}}, [False, False, False]),
        ({"filePaths": {"includes": ["docs/**"]}}, [False, False, False]),
        ({"filePaths": {"excludes": ["docs/**"]}}, [True, True, True]),
    ],
)
def test_events_target_branch_and_file_paths_of_a_pull_request_are_filtered(event_filter, starts):
    pipeline = pull_request_pipeline(**event_filter)
    events = [PullRequest("1", "main", event, ("apps/a.py",)) for event in ("OPEN", "UPDATED", "CLOSED")]
    assert [_starts(pipeline, event) for event in events] == starts


def test_a_push_does_not_start_a_pipeline_of_pull_requests_nor_the_other_way_round():
    assert [_starts(pull_request_pipeline(), push) for push in (MAIN, TOPIC, TAG)] == [False, False, False]
    opened = PullRequest("1", "main", "OPEN")
    assert not _starts(_pipeline({"branches": {"includes": ["main"]}}), opened)
    assert not _starts(_pipeline(triggered=False), opened)


def test_a_pull_request_filter_without_branches_is_rejected():
    with pytest.raises(ServiceError, match="a pull request filter needs branches"):
        pull_request_pipeline(branches={})


@pytest.mark.parametrize(("count", "starts"), [(100, False), (101, True)])
def test_more_than_100_files_match_every_filter_of_file_paths(count, starts):
    pipeline = _pipeline({"branches": {"includes": ["main"]}, "filePaths": {"includes": ["apps/**"]}})
    files = tuple(f"docs/{number}" for number in range(count))
    assert _starts(pipeline, Push("1", branch="main", files=files)) == starts
