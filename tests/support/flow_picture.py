"""The flow of iac/frontend as a Mermaid flowchart, drawn from its plan: https://mermaid.js.org/syntax/flowchart.html.

What a plan without a state doesn't tell (ARNs, and so most of an action's configuration) is taken from what the blocks
of the configuration refer to.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from slipway.harness.plan import Plan, Resource

_PREFIX = "dev-"  # the default environment's, of every name
_BOX, _FUNCTION, _STORE, _SOURCE, _END = ("[", "]"), ("[[", "]]"), ("[(", ")]"), ("[/", "/]"), ("([", "])")


def flowchart(plan: Plan, functions: Mapping[str, str]) -> str:
    """Return the flowchart.

    Args:
        plan: of iac/frontend, with the default environment.
        functions: the modules of the functions that the pipeline's actions invoke, by their key in the block of the
            module multisource-pipeline.
    """
    parts = [_stream(plan), _sources(plan), _stages(plan), _site(plan), _invoked(plan, functions), _told(plan)]
    return "\n".join(["flowchart TD", *(f"  {line}" for part in parts for line in part), ""])


def _stream(plan: Plan) -> Iterator[str]:
    """Yield the table, the function that reads its stream, and the objects that it writes."""
    mapping, table = plan.one("aws_lambda_event_source_mapping"), plan.one("aws_dynamodb_table")
    block = _references(plan, mapping.address.split(".")[1])
    assert table.address in block
    (function,) = (module for module in _functions(plan) if f"module.{module}" in block)
    assert "module.metadata" in _references(plan, function)
    filters = [json.loads(each["pattern"])["dynamodb"] for each in mapping["filter_criteria"][0]["filter"]]
    (phase,) = {each["NewImage"]["phase"]["S"][0] for each in filters}
    yield _node("table", "DynamoDB table", table["name"], _STORE)
    yield f'table -- "stream: phase becomes<br>{phase}" --> {_function(plan, function)}'
    for key, each in _by_key(plan.all("aws_s3_object")):
        yield f"{function} --> {_node(f'object_{key}', 'S3 object', each['key'], _SOURCE)}"


def _sources(plan: Plan) -> Iterator[str]:
    """Yield what starts the pipeline: each source, and how a change of it is noticed."""
    rules = [each for each in plan.all("aws_cloudwatch_event_rule") if ".source[" in each.address]
    for key, rule in _by_key(rules):
        yield f'object_{key} -- "event rule<br>{_name(rule["name"])}" --> Source_{key}'
    kind = plan.one("aws_codestarconnections_connection")["provider_type"]
    (trigger,) = (each["git_configuration"][0] for each in plan.one("aws_codepipeline")["trigger"])
    (push,) = trigger["push"]
    branches, paths = (", ".join(push[part][0]["includes"]) for part in ("branches", "file_paths"))
    yield _node("git", f"{kind} repository", plan.variables["repository"], _SOURCE)
    yield f'git -- "push to {branches}<br>that changes<br>{paths}" --> Source_{trigger["source_action_name"]}'


def _stages(plan: Plan) -> Iterator[str]:
    """Yield the stages with their actions, those of a higher run order after those of a lower one."""
    pipeline = plan.one("aws_codepipeline")
    yield f'subgraph pipeline["pipeline {_name(pipeline["name"])}"]'
    for stage in pipeline["stage"]:
        yield f'  subgraph {stage["name"]}["stage {stage["name"]}"]'
        for action in stage["action"]:
            yield f"    {_node(_action(stage, action), action['provider'], action['name'])}"
        yield from (f"    {line}" for line in _order(stage))
        yield "  end"
    yield f"  {' --> '.join(stage['name'] for stage in pipeline['stage'])}"
    yield "end"


def _order(stage: Mapping[str, Any]) -> Iterator[str]:
    actions = stage["action"]
    orders = sorted({action["run_order"] for action in actions})
    groups = [[_action(stage, action) for action in actions if action["run_order"] == order] for order in orders]
    for earlier, later in pairwise(groups):
        yield f"{' & '.join(earlier)} --> {' & '.join(later)}"


def _invoked(plan: Plan, functions: Mapping[str, str]) -> Iterator[str]:
    """Yield what the actions invoke; an action of the module is named after the key of its function."""
    actions = {
        action["name"]: _action(stage, action)
        for stage in plan.one("aws_codepipeline")["stage"]
        for action in stage["action"]
        if action["provider"] == "Lambda"
    }
    assert len(actions) == len(functions)
    for key, module in functions.items():
        action = actions["".join(word.capitalize() for word in key.split("_"))]
        yield f"{action} -. invokes .-> {_function(plan, module)}"


def _site(plan: Plan) -> Iterator[str]:
    """Yield where the page is: the bucket, and the cache before it."""
    assert "module.site" in _references(plan, "pipeline")
    (bucket,) = (each for each in plan.all("aws_s3_bucket") if each.address.startswith("module.site."))
    distribution = plan.one("aws_cloudfront_distribution")
    yield f"Deploy_Site -. writes .-> {_node('bucket', 'S3 bucket', bucket['bucket_prefix'].rstrip('-'), _STORE)}"
    yield f"bucket --> {_node('cache', 'CloudFront', distribution['comment'])}"
    yield f"cache --> {_node('page', 'the page', '', _END)}"
    yield "invalidate_cache -. clears .-> cache"


def _told(plan: Plan) -> Iterator[str]:
    """Yield what is told of the pipeline by its events, and by whom."""
    rule = plan.one("aws_cloudwatch_event_rule", name=f"{_PREFIX}frontend-notify")
    detail = json.loads(rule["event_pattern"])["detail"]
    assert detail["pipeline"] == [plan.one("aws_codepipeline")["name"]]
    resources = plan["configuration"]["root_module"]["resources"]
    (target,) = (each for each in resources if each["address"] == "aws_cloudwatch_event_target.pipeline")
    (function,) = (each for each in _functions(plan) if f"module.{each}" in target["expressions"]["arn"]["references"])
    label = f"event rule {_name(rule['name'])}:<br>{', '.join(detail['state'])}"
    yield f'pipeline -- "{label}" --> {function} --> {_node("slack", "Slack", "", _END)}'


def _functions(plan: Plan) -> dict[str, str]:
    """Return the names of the functions by their modules."""
    return {each.address.split(".")[1]: each["function_name"] for each in plan.all("aws_lambda_function")}


def _function(plan: Plan, module: str) -> str:
    return _node(module, "function", _functions(plan)[module], _FUNCTION)


def _references(plan: Plan, module: str) -> set[str]:
    """Return what the block of a module of the stack refers to."""
    expressions = plan["configuration"]["root_module"]["module_calls"][module]["expressions"]
    return {name for each in expressions.values() for name in each.get("references", [])}


def _by_key(resources: Iterable[Resource]) -> list[tuple[str, Resource]]:
    """Return the resources of one ``for_each`` with their keys."""
    return [(re.findall(r'\["(\w+)"\]$', each.address)[0], each) for each in resources]


def _action(stage: Mapping[str, Any], action: Mapping[str, Any]) -> str:
    return f"{stage['name']}_{action['name']}"


def _node(node: str, kind: str, name: str, shape: tuple[str, str] = _BOX) -> str:
    """Return a node that says what it is, and below that its name."""
    text = f"{kind}<br><b>{_name(name)}</b>" if name else kind
    return f'{node}{shape[0]}"{text}"{shape[1]}'


def _name(name: str) -> str:
    return name.removeprefix(_PREFIX)
