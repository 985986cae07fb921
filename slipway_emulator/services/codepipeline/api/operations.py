"""The implemented operations of CodePipeline: each takes its validated input and returns its output."""

from slipway_emulator.services.aws_json import Operation
from slipway_emulator.services.codepipeline.api import executions, jobs, pipelines, stages

OPERATIONS: dict[str, Operation] = {
    "CreatePipeline": pipelines.create,
    "DeletePipeline": pipelines.delete,
    "DisableStageTransition": stages.disable,
    "EnableStageTransition": stages.enable,
    "GetJobDetails": jobs.get_details,
    "GetPipeline": pipelines.get,
    "GetPipelineExecution": executions.get,
    "GetPipelineState": stages.get_state,
    "ListActionExecutions": executions.list_actions,
    "ListPipelineExecutions": executions.list_all,
    "ListPipelines": pipelines.list_all,
    "ListRuleExecutions": executions.list_rules,
    "ListTagsForResource": pipelines.list_tags,
    "OverrideStageCondition": stages.override_condition,
    "PutApprovalResult": stages.put_approval,
    "PutJobFailureResult": jobs.put_failure,
    "PutJobSuccessResult": jobs.put_success,
    "RetryStageExecution": stages.retry,
    "RollbackStage": stages.roll_back,
    "StartPipelineExecution": executions.start,
    "StopPipelineExecution": executions.stop,
    "TagResource": pipelines.tag,
    "UntagResource": pipelines.untag,
    "UpdatePipeline": pipelines.update,
}
