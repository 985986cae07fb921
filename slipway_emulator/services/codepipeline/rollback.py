"""Rolls a stage back: a new execution runs it with the sources, variables and artifacts of an earlier one.

https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
"""

from slipway_emulator.services.codepipeline.host import Host
from slipway_emulator.services.codepipeline.model import ROLLBACK, SUCCEEDED, Execution, Pipeline


def refusal(target: Execution, stage: str) -> str | None:
    """Return why a stage can't be rolled back to an execution of the pipeline's current version; None if it can."""
    if target.mode == "PARALLEL":
        return "A stage of a pipeline in the mode PARALLEL can't be rolled back."
    if stage == target.declaration["stages"][0]["name"]:
        return f"The source stage {stage} can't be rolled back."
    if target.type == ROLLBACK:
        return f"The execution {target.id} is a rollback."
    if target.stages.get(stage) != SUCCEEDED:
        return f"The stage {stage} has not succeeded in the execution {target.id}."
    return None


def latest_target(pipeline: Pipeline, failed: Execution, stage: str) -> Execution | None:
    """Return the execution to which a failed one rolls a stage back automatically; None if there is none."""
    if failed.type == ROLLBACK:
        return None
    candidates = [each for each in pipeline.executions if each is not failed and each.version == failed.version]
    return next((each for each in reversed(candidates) if refusal(each, stage) is None), None)


def new_execution(host: Host, target: Execution, stage: str, trigger: tuple[str, str]) -> Execution:
    """Return the execution that rolls a stage back to a target; ``trigger`` is its type and detail."""
    now = host.now()
    names = [declared["name"] for declared in target.declaration["stages"]]
    return Execution(
        host.new_id(),
        target.declaration,
        {"triggerType": trigger[0], "triggerDetail": trigger[1]},
        started=now,
        updated=now,
        variables=dict(target.variables),
        source_revisions=dict(target.source_revisions),
        position=names.index(stage),
        artifacts=dict(target.artifacts),
        namespaces=dict(target.namespaces),
        rollback_target=target.id,
        inherited=[action for action in target.actions if action.stage == names[0]],
    )
