"""The flow of iac/frontend as a Mermaid flowchart, generated from its plan.

A plan without a state has no ARNs, and so lacks most of an action's configuration. It is taken from the references in
the configuration's blocks.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from mermaid import (
    END,
    PREFIX,
    SOURCE,
    STORE,
    action_node,
    flowchart,
    function_node,
    functions_of,
    node,
    references,
    short,
    stages,
)

from slipway.harness.plan import Plan, Resource


def frontend(plan: Plan, functions: Mapping[str, str]) -> str:
    """Return the flowchart of the site and its pipeline.

    Args:
        plan: plan of iac/frontend, with the default environment.
        functions: the modules of the functions that the pipeline's actions invoke, by their key in the block of the
            module multisource-pipeline.
    """
    parts = [_stream(plan), _sources(plan), stages(plan), _site(plan), _invoked(plan, functions), _notified(plan)]
    return flowchart(line for part in parts for line in part)


def _stream(plan: Plan) -> Iterator[str]:
    """Yield the table, the function that reads its stream, and the objects that it writes."""
    mapping = plan.one("aws_lambda_event_source_mapping", starting_position="TRIM_HORIZON")
    block = references(plan, mapping.address.split(".")[1])
    (table,) = (each for each in plan.all("aws_dynamodb_table") if each.address in block)
    (function,) = (module for module in functions_of(plan) if f"module.{module}" in block)
    assert "module.metadata" in references(plan, function)
    filters = [json.loads(each["pattern"])["dynamodb"] for each in mapping["filter_criteria"][0]["filter"]]
    (phase,) = {each["NewImage"]["phase"]["S"][0] for each in filters}
    yield node("table", "DynamoDB table", table["name"], STORE)
    yield f'table -- "stream: phase becomes<br>{phase}" --> {function_node(plan, function)}'
    for key, each in _by_key(plan.all("aws_s3_object")):
        yield f"{function} --> {node(f'object_{key}', 'S3 object', each['key'], SOURCE)}"


def _sources(plan: Plan) -> Iterator[str]:
    """Yield what starts the pipeline: each source, and how a change of it is noticed."""
    rules = [each for each in plan.all("aws_cloudwatch_event_rule") if ".source[" in each.address]
    for key, rule in _by_key(rules):
        yield f'object_{key} -- "event rule<br>{short(rule["name"])}" --> Source_{key}'
    kind = plan.one("aws_codestarconnections_connection")["provider_type"]
    (trigger,) = (each["git_configuration"][0] for each in plan.one("aws_codepipeline")["trigger"])
    (push,) = trigger["push"]
    branches, paths = (", ".join(push[part][0]["includes"]) for part in ("branches", "file_paths"))
    yield node("git", f"{kind} repository", plan.variables["repository"], SOURCE)
    yield f'git -- "push to {branches}<br>that changes<br>{paths}" --> Source_{trigger["source_action_name"]}'


def _invoked(plan: Plan, functions: Mapping[str, str]) -> Iterator[str]:
    """Yield what the actions invoke; an action of the module is named after the key of its function."""
    actions = {
        action["name"]: action_node(stage, action)
        for stage in plan.one("aws_codepipeline")["stage"]
        for action in stage["action"]
        if action["provider"] == "Lambda"
    }
    assert len(actions) == len(functions)
    for key, module in functions.items():
        action = actions["".join(word.capitalize() for word in key.split("_"))]
        yield f"{action} -. invokes .-> {function_node(plan, module)}"


def _site(plan: Plan) -> Iterator[str]:
    """Yield where the page is: the bucket, and the cache before it."""
    assert "module.site" in references(plan, "pipeline")
    (bucket,) = (each for each in plan.all("aws_s3_bucket") if each.address.startswith("module.site."))
    distribution = plan.one("aws_cloudfront_distribution")
    yield f"Deploy_Site -. writes .-> {node('bucket', 'S3 bucket', bucket['bucket_prefix'].rstrip('-'), STORE)}"
    yield f"bucket --> {node('cache', 'CloudFront', distribution['comment'])}"
    yield f"cache --> {node('page', 'the page', '', END)}"
    yield "invalidate_cache -. clears .-> cache"


def _notified(plan: Plan) -> Iterator[str]:
    """Yield the event rule of the pipeline, its queue, and the function that reads the queue."""
    rule = plan.one("aws_cloudwatch_event_rule", name=f"{PREFIX}frontend-notify")
    detail = json.loads(rule["event_pattern"])["detail"]
    assert detail["pipeline"] == [plan.one("aws_codepipeline")["name"]]
    resources = plan["configuration"]["root_module"]["resources"]
    (target,) = (each for each in resources if each["address"] == "aws_cloudwatch_event_target.pipeline")
    assert "module.notifications" in target["expressions"]["arn"]["references"]
    (queue,) = (each for each in plan.all("aws_sqs_queue") if each.address == "module.notifications.aws_sqs_queue.this")
    (mapping,) = (
        each.address.split(".")[1]
        for each in plan.all("aws_lambda_event_source_mapping")
        if "module.notifications" in references(plan, each.address.split(".")[1])
    )
    (function,) = (each for each in functions_of(plan) if f"module.{each}" in references(plan, mapping))
    label = f"event rule {short(rule['name'])}:<br>{', '.join(detail['state'])}"
    yield f'pipeline -- "{label}" --> {node("notifications", "SQS queue", queue["name"])}'
    yield f"notifications --> {function} --> {node('slack', 'Slack', '', END)}"


def _by_key(resources: Iterable[Resource]) -> list[tuple[str, Resource]]:
    """Return the resources of one ``for_each`` with their keys."""
    return [(re.findall(r'\["(\w+)"\]$', each.address)[0], each) for each in resources]
