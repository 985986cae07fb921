"""Approvals, stops, retries, transitions and jobs."""

import json
import uuid

from slipway.aws import log_events
from slipway.harness import unique_name


def test_an_approval_continues_the_execution(site, codepipeline, expect_error, wait_for_end, token, approval):
    name = site.create([approval("Ask")], [site.invoke("Go", {"succeed": {}})])
    approved = {
        "pipelineName": name,
        "stageName": "Stage1",
        "actionName": "Ask",
        "result": {"summary": "fine", "status": "Approved"},
    }
    approval_token = token(name, "Stage1", "Ask")
    expect_error("InvalidApprovalTokenException", "put_approval_result", token=str(uuid.uuid4()), **approved)
    assert codepipeline.put_approval_result(token=approval_token, **approved)["approvedAt"]
    expect_error("ApprovalAlreadyCompletedException", "put_approval_result", token=approval_token, **approved)
    assert wait_for_end(name)["status"] == "Succeeded"
    stages = codepipeline.get_pipeline_state(name=name)["stageStates"]
    latest = stages[1]["actionStates"][0]["latestExecution"]
    assert (latest["summary"], latest["status"]) == ("fine", "Succeeded")
    assert latest["lastUpdatedBy"].startswith("arn:aws:iam::")


def test_a_rejection_fails_the_stage_with_its_summary(site, codepipeline, wait_for_end, actions, token, approval):
    name = site.create([approval("Ask")])
    codepipeline.put_approval_result(
        pipelineName=name,
        stageName="Stage1",
        actionName="Ask",
        result={"summary": "not today", "status": "Rejected"},
        token=token(name, "Stage1", "Ask"),
    )
    assert wait_for_end(name)["status"] == "Failed"
    assert "not today" in actions(name)["Ask"]["output"]["executionResult"]["errorDetails"]["message"]


def test_a_stopped_execution_has_the_reason(site, codepipeline, expect_error, wait_for_end, token, approval):
    name = site.create([approval("Ask")])
    token(name, "Stage1", "Ask")
    id_ = codepipeline.list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"][0][
        "pipelineExecutionId"
    ]
    stop = {"pipelineName": name, "pipelineExecutionId": id_, "reason": "enough"}
    codepipeline.stop_pipeline_execution(**stop)
    expect_error("DuplicatedStopRequestException", "stop_pipeline_execution", **stop)
    codepipeline.stop_pipeline_execution(abandon=True, **stop)
    summary = wait_for_end(name)
    assert (summary["status"], summary["stopTrigger"]) == ("Stopped", {"reason": "enough"})
    expect_error("PipelineExecutionNotStoppableException", "stop_pipeline_execution", **stop)


def test_a_failed_stage_is_retried_with_failed_or_all_actions(
    site, aws, codepipeline, expect_error, wait_for_end, actions
):
    name = site.create([site.invoke("Succeed", {"succeed": {}}), site.invoke("Fail", {"fail": "no"})])
    id_ = wait_for_end(name)["pipelineExecutionId"]
    retry = {"pipelineName": name, "stageName": "Stage1", "pipelineExecutionId": id_}
    first = actions(name)
    for mode, keeps_succeeded in (("FAILED_ACTIONS", True), ("ALL_ACTIONS", False)):
        assert codepipeline.retry_stage_execution(retryMode=mode, **retry)["pipelineExecutionId"] == id_
        assert wait_for_end(name)["status"] == "Failed"
        assert actions(name)["Fail"]["actionExecutionId"] != first["Fail"]["actionExecutionId"]
        is_same = actions(name)["Succeed"]["actionExecutionId"] == first["Succeed"]["actionExecutionId"]
        assert is_same == keeps_succeeded
    expect_error("StageNotFoundException", "retry_stage_execution", retryMode=mode, **retry | {"stageName": "Nowhere"})
    expect_error(
        "StageNotRetryableException", "retry_stage_execution", retryMode=mode, **retry | {"stageName": "Source"}
    )
    other = str(uuid.uuid4())
    expect_error(
        "NotLatestPipelineExecutionException",
        "retry_stage_execution",
        retryMode=mode,
        **retry | {"pipelineExecutionId": other},
    )


def test_an_execution_waits_before_a_disabled_transition(site, codepipeline, wait_for_end, eventually):
    name = site.create([site.invoke("Go", {"succeed": {}})])
    wait_for_end(name)
    transition = {"pipelineName": name, "stageName": "Stage1", "transitionType": "Inbound"}
    codepipeline.disable_stage_transition(reason="frozen", **transition)
    id_ = codepipeline.start_pipeline_execution(name=name)["pipelineExecutionId"]

    def waits():
        stage = codepipeline.get_pipeline_state(name=name)["stageStates"][1]
        assert stage["inboundTransitionState"]["disabledReason"] == "frozen"
        assert stage["inboundExecutions"] == [{"pipelineExecutionId": id_, "status": "InProgress"}]

    eventually(waits)
    codepipeline.enable_stage_transition(**transition)
    assert wait_for_end(name, id_)["status"] == "Succeeded"


def test_a_job_has_details_and_is_completed_once(
    site, codepipeline, expect_error, wait_for_end, actions, aws, eventually
):
    name = site.create([site.invoke("Wait", {"nothing": unique_name()}, namespace="Wait")])

    def job_id():
        logged = log_events.read(aws("logs"), f"/aws/lambda/{site.function}", site.function)
        configuration = codepipeline.get_pipeline(name=name)["pipeline"]["stages"][1]["actions"][0]["configuration"]
        jobs = [text for _, _, text in logged if configuration["UserParameters"] in text]
        assert jobs
        return json.loads(jobs[0][jobs[0].index("{") :])["id"]

    id_ = eventually(job_id)
    details = codepipeline.get_job_details(jobId=id_)["jobDetails"]
    assert details["data"]["pipelineContext"]["pipelineName"] == name
    assert details["data"]["actionConfiguration"]["configuration"]["FunctionName"] == site.function
    too_large = {"a": "x" * 122_880}
    expect_error("OutputVariablesSizeExceededException", "put_job_success_result", jobId=id_, outputVariables=too_large)
    expect_error("ValidationException", "put_job_success_result", jobId=id_, outputVariables={"a b": "c"})
    codepipeline.put_job_success_result(jobId=id_, outputVariables={"by": "test"})
    assert wait_for_end(name)["status"] == "Succeeded"
    assert actions(name)["Wait"]["output"]["outputVariables"] == {"by": "test"}
    expect_error("InvalidJobStateException", "put_job_success_result", jobId=id_)
    expect_error("JobNotFoundException", "get_job_details", jobId=str(uuid.uuid4()))
    expect_error("JobNotFoundException", "put_job_success_result", jobId=str(uuid.uuid4()))
