"""Flowcharts of a stack's plan in Mermaid: https://mermaid.js.org/syntax/flowchart.html."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from slipway.harness.plan import Plan

PREFIX = "dev-"  # of every name in the default environment
BOX, FUNCTION, STORE, SOURCE, END = ("[", "]"), ("[[", "]]"), ("[(", ")]"), ("[/", "/]"), ("([", "])")


def flowchart(lines: Iterable[str]) -> str:
    """Return the flowchart with these lines."""
    return "\n".join(["flowchart TD", *(f"  {line}" for line in lines), ""])


def node(name: str, kind: str, label: str, shape: tuple[str, str] = BOX) -> str:
    """Return a node with its kind, and its label below in bold."""
    text = f"{kind}<br><b>{short(label)}</b>" if label else kind
    return f'{name}{shape[0]}"{text}"{shape[1]}'


def short(name: str) -> str:
    """Return a name without the environment's prefix."""
    return name.removeprefix(PREFIX)


def functions_of(plan: Plan) -> dict[str, str]:
    """Return the names of a plan's functions by their module block."""
    return {each.address.split(".")[1]: each["function_name"] for each in plan.all("aws_lambda_function")}


def function_node(plan: Plan, module: str) -> str:
    """Return the node of the function that a module block creates."""
    return node(module, "function", functions_of(plan)[module], FUNCTION)


def references(plan: Plan, module: str, argument: str | None = None) -> set[str]:
    """Return the references in a module block of the stack, or in one argument of it."""
    expressions = plan["configuration"]["root_module"]["module_calls"][module]["expressions"]
    chosen = expressions.values() if argument is None else [expressions.get(argument, {})]
    return {name for each in chosen for name in each.get("references", [])}


def stages(plan: Plan) -> Iterator[str]:
    """Yield the stages with their actions, those of a higher run order after those of a lower one."""
    pipeline = plan.one("aws_codepipeline")
    yield f'subgraph pipeline["pipeline {short(pipeline["name"])}"]'
    for stage in pipeline["stage"]:
        yield f'  subgraph {stage["name"]}["stage {stage["name"]}"]'
        for action in stage["action"]:
            yield f"    {node(action_node(stage, action), action['provider'], action['name'])}"
        yield from (f"    {line}" for line in _order(stage))
        yield "  end"
    yield f"  {' --> '.join(stage['name'] for stage in pipeline['stage'])}"
    yield "end"


def _order(stage: Mapping[str, Any]) -> Iterator[str]:
    actions = stage["action"]
    orders = sorted({action["run_order"] for action in actions})
    groups = [[action_node(stage, action) for action in actions if action["run_order"] == order] for order in orders]
    for earlier, later in pairwise(groups):
        yield f"{' & '.join(earlier)} --> {' & '.join(later)}"


def action_node(stage: Mapping[str, Any], action: Mapping[str, Any]) -> str:
    """Return the name of an action's node."""
    return f"{stage['name']}_{action['name']}"
