import pytest

from slipway_emulator.services.codepipeline.action import ActionError, ActionResult


def test_stages_run_in_sequence_and_actions_by_run_order(simulation, action, wait_for_status):
    pipeline = simulation.pipeline([action("B", runOrder=2), action("A")], [action("C")])
    execution = simulation.start(pipeline)
    wait_for_status(execution, "Succeeded")
    assert [context.action for context in simulation.contexts] == ["Source", "A", "B", "C"]
    assert execution.stages == {"Sources": "Succeeded", "Stage1": "Succeeded", "Stage2": "Succeeded"}


def test_actions_with_the_same_run_order_run_in_parallel(simulation, action, wait_for_start, wait_for_status):
    simulation.hold("A", "B")
    execution = simulation.start(simulation.pipeline([action("A"), action("B"), action("C", runOrder=2)]))
    wait_for_start("A")
    wait_for_start("B")
    simulation.release("B")
    assert simulation.starts("C") == 0
    simulation.release("A")
    wait_for_status(execution, "Succeeded")
    assert simulation.starts("C") == 1


def test_an_output_artifact_becomes_the_input_of_a_later_action_with_its_revision(simulation, action, wait_for_status):
    simulation.results["Source"] = ActionResult(revision="abc")
    execution = simulation.start(simulation.pipeline([action("A", inputArtifacts=[{"name": "Source"}])]))
    wait_for_status(execution, "Succeeded")
    output, input_ = simulation.contexts[0].outputs[0], simulation.contexts[1].inputs[0]
    assert (input_.bucket, input_.key, input_.revision) == ("artifacts", output.key, "abc")
    assert output.key.startswith("site/Source/")


def test_variables_of_pipeline_actions_and_codepipeline_are_resolved(simulation, action, source, wait_for_status):
    simulation.results["Source"] = ActionResult(variables={"VersionId": "v1"})
    parameters = "#{variables.color} #{S.VersionId} #{codepipeline.PipelineExecutionId}"
    pipeline = simulation.pipeline(
        [action("A", configuration={"FunctionName": "f", "UserParameters": parameters})],
        sources=[source(namespace="S")],
        variables=[{"name": "color", "defaultValue": "red"}],
    )
    execution = simulation.start(pipeline, variables=[{"name": "color", "value": "blue"}])
    wait_for_status(execution, "Succeeded")
    assert simulation.contexts[1].configuration["UserParameters"] == f"blue v1 {execution.id}"


def test_a_variable_without_a_value_fails_the_action(simulation, action, source, wait_for_status):
    configuration = {"FunctionName": "f", "UserParameters": "#{S.Missing}"}
    pipeline = simulation.pipeline([action("A", configuration=configuration)], sources=[source(namespace="S")])
    execution = simulation.start(pipeline)
    wait_for_status(execution, "Failed")
    assert execution.actions[-1].error == ("ConfigurationError", "The variable #{S.Missing} has no value.")


def test_a_role_that_cannot_be_assumed_fails_the_action(simulation, action, wait_for_status):
    simulation.assume_role_error = "CodePipeline can't assume the role"
    execution = simulation.start(simulation.pipeline([action("A")]))
    wait_for_status(execution, "Failed")
    assert execution.actions[0].error == ("PermissionError", "CodePipeline can't assume the role")
    assert simulation.contexts == []


def test_an_action_with_a_role_uses_it(simulation, action, wait_for_status):
    role = "arn:aws:iam::123456789012:role/other"
    wait_for_status(simulation.start(simulation.pipeline([action("A", roleArn=role)])), "Succeeded")
    keys = [context.session.credentials["aws_access_key_id"] for context in simulation.contexts]
    assert keys == ["pipeline", role]


def test_after_a_failed_action_running_actions_end_and_no_action_starts(
    simulation, action, wait_for_start, wait_for_status
):
    simulation.hold("A", "B")
    execution = simulation.start(
        simulation.pipeline([action("A"), action("B"), action("C", runOrder=2)], [action("D")])
    )
    wait_for_start("A")
    wait_for_start("B")
    simulation.release("A", ActionError("JobFailed", "no"))
    assert execution.status == "InProgress"
    simulation.release("B")
    wait_for_status(execution, "Failed")
    assert (simulation.starts("C"), simulation.starts("D")) == (0, 0)
    assert execution.stages["Stage1"] == "Failed"


@pytest.mark.parametrize(("all_actions", "again"), [(False, 1), (True, 2)])
def test_a_retry_runs_failed_or_all_actions(simulation, action, wait_for_start, wait_for_status, all_actions, again):
    simulation.hold("B")
    pipeline = simulation.pipeline([action("A"), action("B")], [action("C")])
    execution = simulation.start(pipeline)
    wait_for_start("B")
    simulation.release("B", ActionError("JobFailed", "no"))
    wait_for_status(execution, "Failed")
    simulation.stop_holding("B")
    simulation.engine.retry(pipeline, execution, all_actions=all_actions)
    wait_for_status(execution, "Succeeded")
    assert (simulation.starts("A"), simulation.starts("B"), simulation.starts("C")) == (again, 2, 1)
    assert simulation.states("Pipeline", execution) == ["STARTED", "FAILED", "RESUMED", "SUCCEEDED"]
    assert simulation.events[-1][2]["pipeline-execution-attempt"] == 2.0


def test_a_source_revision_applies_only_to_its_action(simulation, action, source, wait_for_status):
    pipeline = simulation.pipeline([action("A")], sources=[source("One"), source("Two")])
    revision = {"actionName": "Two", "revisionType": "S3_OBJECT_VERSION_ID", "revisionValue": "v2"}
    wait_for_status(simulation.start(pipeline, sourceRevisions=[revision]), "Succeeded")
    revisions = {context.action: context.source_revision for context in simulation.contexts}
    assert revisions == {"One": None, "Two": "v2", "A": None}


def test_events_are_sent_for_the_execution_its_stages_and_its_actions(
    simulation, action, wait_for_start, wait_for_status
):
    simulation.hold("A")
    execution = simulation.start(simulation.pipeline([action("A", inputArtifacts=[{"name": "Source"}])]))
    wait_for_start("A")
    simulation.release("A", ActionError("JobFailed", "no", external_execution_id="build-1"))
    wait_for_status(execution, "Failed")
    assert simulation.states("Pipeline", execution) == ["STARTED", "FAILED"]
    assert simulation.states("Stage", execution) == ["STARTED", "SUCCEEDED", "STARTED", "FAILED"]
    assert simulation.states("Action", execution) == ["STARTED", "SUCCEEDED", "STARTED", "FAILED"]
    detail = [detail for _, kind, detail in simulation.events if " Action " in kind][-1]
    assert detail["execution-result"] == {
        "external-execution-id": "build-1",
        "external-execution-summary": "no",
        "error-code": "JobFailed",
    }
    assert (detail["pipeline"], detail["stage"], detail["action"]) == ("site", "Stage1", "A")
    assert detail["input-artifacts"][0]["name"] == "Source"


def test_an_action_that_times_out_fails_and_its_late_result_is_ignored(
    simulation, action, wait_for_start, wait_for_status, monkeypatch
):
    monkeypatch.setattr("slipway_emulator.services.codepipeline.action_types.timeout", lambda _: 0.2)
    simulation.hold("A")
    execution = simulation.start(simulation.pipeline([action("A")]))
    wait_for_status(execution, "Failed")
    assert execution.actions[-1].error[0] == "ActionTimedOut"
    simulation.release("A")
    assert (execution.status, execution.actions[-1].status) == ("Failed", "Failed")
