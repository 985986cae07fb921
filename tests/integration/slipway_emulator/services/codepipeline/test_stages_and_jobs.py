"""Approvals, stops, retries, transitions and jobs, driven through boto3."""

import json
import uuid

from slipway.aws import log_events
from slipway.harness import unique_name


def test_an_approval_lets_the_execution_go_on(site, codepipeline, refused, ended, token, approval):
    name = site.create([approval("Ask")], [site.invoke("Go", {"succeed": {}})])
    answer = {
        "pipelineName": name,
        "stageName": "Stage1",
        "actionName": "Ask",
        "result": {"summary": "fine", "status": "Approved"},
    }
    found = token(name, "Stage1", "Ask")
    refused("InvalidApprovalTokenException", "put_approval_result", token=str(uuid.uuid4()), **answer)
    assert codepipeline.put_approval_result(token=found, **answer)["approvedAt"]
    refused("ApprovalAlreadyCompletedException", "put_approval_result", token=found, **answer)
    assert ended(name)["status"] == "Succeeded"
    stages = codepipeline.get_pipeline_state(name=name)["stageStates"]
    latest = stages[1]["actionStates"][0]["latestExecution"]
    assert (latest["summary"], latest["status"]) == ("fine", "Succeeded")
    assert latest["lastUpdatedBy"].startswith("arn:aws:iam::")


def test_a_rejection_fails_the_stage_with_its_words(site, codepipeline, ended, actions, token, approval):
    name = site.create([approval("Ask")])
    codepipeline.put_approval_result(
        pipelineName=name,
        stageName="Stage1",
        actionName="Ask",
        result={"summary": "not today", "status": "Rejected"},
        token=token(name, "Stage1", "Ask"),
    )
    assert ended(name)["status"] == "Failed"
    assert "not today" in actions(name)["Ask"]["output"]["executionResult"]["errorDetails"]["message"]


def test_an_execution_is_stopped_and_told_why(site, codepipeline, refused, ended, token, approval):
    name = site.create([approval("Ask")])
    token(name, "Stage1", "Ask")
    id_ = codepipeline.list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"][0][
        "pipelineExecutionId"
    ]
    stop = {"pipelineName": name, "pipelineExecutionId": id_, "reason": "enough"}
    codepipeline.stop_pipeline_execution(**stop)
    refused("DuplicatedStopRequestException", "stop_pipeline_execution", **stop)
    codepipeline.stop_pipeline_execution(abandon=True, **stop)
    summary = ended(name)
    assert (summary["status"], summary["stopTrigger"]) == ("Stopped", {"reason": "enough"})
    refused("PipelineExecutionNotStoppableException", "stop_pipeline_execution", **stop)


def test_a_failed_stage_is_retried_once_it_can_succeed(site, aws, codepipeline, refused, ended, actions):
    name = site.create([site.invoke("Say", {"succeed": {}}), site.invoke("Fail", {"fail": "no"})])
    id_ = ended(name)["pipelineExecutionId"]
    again = {"pipelineName": name, "stageName": "Stage1", "pipelineExecutionId": id_}
    first = actions(name)
    for mode, said in (("FAILED_ACTIONS", True), ("ALL_ACTIONS", False)):
        assert codepipeline.retry_stage_execution(retryMode=mode, **again)["pipelineExecutionId"] == id_
        assert ended(name)["status"] == "Failed"
        assert actions(name)["Fail"]["actionExecutionId"] != first["Fail"]["actionExecutionId"]
        same = actions(name)["Say"]["actionExecutionId"] == first["Say"]["actionExecutionId"]
        assert same == said
    refused("StageNotFoundException", "retry_stage_execution", retryMode=mode, **again | {"stageName": "Nowhere"})
    refused("StageNotRetryableException", "retry_stage_execution", retryMode=mode, **again | {"stageName": "Source"})
    other = str(uuid.uuid4())
    refused(
        "NotLatestPipelineExecutionException",
        "retry_stage_execution",
        retryMode=mode,
        **again | {"pipelineExecutionId": other},
    )


def test_a_disabled_transition_holds_an_execution(site, codepipeline, ended, eventually):
    name = site.create([site.invoke("Go", {"succeed": {}})])
    ended(name)
    transition = {"pipelineName": name, "stageName": "Stage1", "transitionType": "Inbound"}
    codepipeline.disable_stage_transition(reason="frozen", **transition)
    id_ = codepipeline.start_pipeline_execution(name=name)["pipelineExecutionId"]

    def waits():
        stage = codepipeline.get_pipeline_state(name=name)["stageStates"][1]
        assert stage["inboundTransitionState"]["disabledReason"] == "frozen"
        assert stage["inboundExecutions"] == [{"pipelineExecutionId": id_, "status": "InProgress"}]

    eventually(waits)
    codepipeline.enable_stage_transition(**transition)
    assert ended(name, id_)["status"] == "Succeeded"


def test_a_job_is_shown_while_it_runs_and_answered_once(site, codepipeline, refused, ended, actions, aws, eventually):
    name = site.create([site.invoke("Wait", {"nothing": unique_name()}, namespace="Wait")])

    def job_id():
        logged = log_events.read(aws("logs"), f"/aws/lambda/{site.function}", site.function)
        wanted = codepipeline.get_pipeline(name=name)["pipeline"]["stages"][1]["actions"][0]["configuration"]
        jobs = [text for _, _, text in logged if wanted["UserParameters"] in text]
        assert jobs
        return json.loads(jobs[0][jobs[0].index("{") :])["id"]

    id_ = eventually(job_id)
    details = codepipeline.get_job_details(jobId=id_)["jobDetails"]
    assert details["data"]["pipelineContext"]["pipelineName"] == name
    assert details["data"]["actionConfiguration"]["configuration"]["FunctionName"] == site.function
    codepipeline.put_job_success_result(jobId=id_, outputVariables={"by": "hand"})
    assert ended(name)["status"] == "Succeeded"
    assert actions(name)["Wait"]["output"]["outputVariables"] == {"by": "hand"}
    refused("InvalidJobStateException", "put_job_success_result", jobId=id_)
    refused("JobNotFoundException", "get_job_details", jobId=str(uuid.uuid4()))
    refused("JobNotFoundException", "put_job_success_result", jobId=str(uuid.uuid4()))
