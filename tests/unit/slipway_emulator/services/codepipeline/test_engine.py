import pytest

from slipway_emulator.services.codepipeline.action import ActionFailed, ActionResult


def test_stages_run_one_after_the_other_and_actions_by_run_order(world, action, ends):
    pipeline = world.pipeline([action("B", runOrder=2), action("A")], [action("C")])
    execution = world.start(pipeline)
    ends(execution, "Succeeded")
    assert [context.action for context in world.contexts] == ["Source", "A", "B", "C"]
    assert execution.stages == {"Sources": "Succeeded", "Stage1": "Succeeded", "Stage2": "Succeeded"}


def test_actions_of_one_run_order_run_side_by_side(world, action, runs, ends):
    world.hold("A", "B")
    execution = world.start(world.pipeline([action("A"), action("B"), action("C", runOrder=2)]))
    runs("A")
    runs("B")
    world.release("B")
    assert world.ran("C") == 0
    world.release("A")
    ends(execution, "Succeeded")
    assert world.ran("C") == 1


def test_an_artifact_reaches_the_action_that_takes_it_with_its_revision(world, action, ends):
    world.results["Source"] = ActionResult(revision="abc")
    execution = world.start(world.pipeline([action("A", inputArtifacts=[{"name": "Source"}])]))
    ends(execution, "Succeeded")
    made, taken = world.contexts[0].outputs[0], world.contexts[1].inputs[0]
    assert (taken.bucket, taken.key, taken.revision) == ("artifacts", made.key, "abc")
    assert made.key.startswith("site/Source/")


def test_variables_are_resolved_and_each_namespace_is_its_action_s(world, action, source, ends):
    world.results["Source"] = ActionResult(variables={"VersionId": "v1"})
    parameters = "#{variables.color} #{S.VersionId} #{codepipeline.PipelineExecutionId}"
    pipeline = world.pipeline(
        [action("A", configuration={"FunctionName": "f", "UserParameters": parameters})],
        sources=[source(namespace="S")],
        variables=[{"name": "color", "defaultValue": "red"}],
    )
    execution = world.start(pipeline, variables={"color": "blue"})
    ends(execution, "Succeeded")
    assert world.contexts[1].configuration["UserParameters"] == f"blue v1 {execution.id}"


def test_a_variable_that_nothing_sets_fails_its_action(world, action, source, ends):
    configuration = {"FunctionName": "f", "UserParameters": "#{S.Missing}"}
    pipeline = world.pipeline([action("A", configuration=configuration)], sources=[source(namespace="S")])
    execution = world.start(pipeline)
    ends(execution, "Failed")
    assert execution.actions[-1].error == ("ConfigurationError", "The variable #{S.Missing} has no value here.")


def test_a_role_that_can_t_be_assumed_fails_the_action_with_the_reason(world, action, ends):
    world.denied = "CodePipeline can't assume the role"
    execution = world.start(world.pipeline([action("A")]))
    ends(execution, "Failed")
    assert execution.actions[0].error == ("PermissionError", "CodePipeline can't assume the role")
    assert world.contexts == []


def test_an_action_s_own_role_is_taken_for_it(world, action, ends):
    role = "arn:aws:iam::123456789012:role/other"
    ends(world.start(world.pipeline([action("A", roleArn=role)])), "Succeeded")
    keys = [context.session.get_credentials().access_key for context in world.contexts]
    assert keys == ["own", role]


def test_a_failed_action_lets_its_neighbours_end_and_starts_nothing_more(world, action, runs, ends):
    world.hold("A", "B")
    execution = world.start(world.pipeline([action("A"), action("B"), action("C", runOrder=2)], [action("D")]))
    runs("A")
    runs("B")
    world.release("A", ActionFailed("JobFailed", "no"))
    assert execution.status == "InProgress"
    world.release("B")
    ends(execution, "Failed")
    assert (world.ran("C"), world.ran("D")) == (0, 0)
    assert execution.stages["Stage1"] == "Failed"


@pytest.mark.parametrize(("all_actions", "again"), [(False, 1), (True, 2)])
def test_a_retry_runs_the_failed_actions_or_all(world, action, runs, ends, all_actions, again):
    world.hold("B")
    pipeline = world.pipeline([action("A"), action("B")], [action("C")])
    execution = world.start(pipeline)
    runs("B")
    world.release("B", ActionFailed("JobFailed", "no"))
    ends(execution, "Failed")
    world.let_go("B")
    world.engine.retry(pipeline, execution, all_actions=all_actions)
    ends(execution, "Succeeded")
    assert (world.ran("A"), world.ran("B"), world.ran("C")) == (again, 2, 1)
    assert world.states("Pipeline", execution) == ["STARTED", "FAILED", "RESUMED", "SUCCEEDED"]
    assert world.events[-1][2]["pipeline-execution-attempt"] == 2.0


def test_the_revision_that_a_start_names_reaches_its_source_alone(world, action, source, ends):
    pipeline = world.pipeline([action("A")], sources=[source("One"), source("Two")])
    ends(world.start(pipeline, source_revisions={"Two": "v2"}), "Succeeded")
    revisions = {context.action: context.source_revision for context in world.contexts}
    assert revisions == {"One": None, "Two": "v2", "A": None}


def test_events_tell_of_the_execution_its_stages_and_its_actions(world, action, runs, ends):
    world.hold("A")
    execution = world.start(world.pipeline([action("A", inputArtifacts=[{"name": "Source"}])]))
    runs("A")
    world.release("A", ActionFailed("JobFailed", "no", external_execution_id="build-1"))
    ends(execution, "Failed")
    assert world.states("Pipeline", execution) == ["STARTED", "FAILED"]
    assert world.states("Stage", execution) == ["STARTED", "SUCCEEDED", "STARTED", "FAILED"]
    assert world.states("Action", execution) == ["STARTED", "SUCCEEDED", "STARTED", "FAILED"]
    detail = [detail for _, kind, detail in world.events if " Action " in kind][-1]
    assert detail["execution-result"] == {
        "external-execution-id": "build-1",
        "external-execution-summary": "no",
        "error-code": "JobFailed",
    }
    assert (detail["pipeline"], detail["stage"], detail["action"]) == ("site", "Stage1", "A")
    assert detail["input-artifacts"][0]["name"] == "Source"


def test_an_action_that_takes_too_long_fails_and_its_late_result_is_ignored(world, action, runs, ends, monkeypatch):
    monkeypatch.setattr("slipway_emulator.services.codepipeline.action_types.timeout", lambda _: 0.2)
    world.hold("A")
    execution = world.start(world.pipeline([action("A")]))
    ends(execution, "Failed")
    assert execution.actions[-1].error[0] == "ActionTimedOut"
    world.release("A")
    assert (execution.status, execution.actions[-1].status) == ("Failed", "Failed")
