"""The flow of iac/movies as a Mermaid flowchart, generated from its plan.

Names that are known before the apply (in a function's environment variables, of a permission's function) connect the
nodes, or else the references in the configuration's blocks.
"""

import re
from collections.abc import Iterator

from mermaid import END, SOURCE, STORE, flowchart, function_node, functions_of, node, references, short

from slipway.harness.plan import Plan, Resource


def movies(plan: Plan) -> str:
    """Return the flowchart of the API and its events, from the plan of iac/movies with the default environment."""
    parts = [_api(plan), _tables(plan), _mappings(plan), _topics(plan), _mail(plan), _dead_letters(plan)]
    return flowchart(line for part in parts for line in part)


def _api(plan: Plan) -> Iterator[str]:
    """Yield the API and the functions that it may invoke, with their methods."""
    modules = {name: module for module, name in functions_of(plan).items()}
    yield node("api", "REST API", plan.one("aws_api_gateway_rest_api")["name"], SOURCE)
    permissions = plan.all("aws_lambda_permission", principal="apigateway.amazonaws.com")
    routes = {_route(plan, permission): modules[permission["function_name"]] for permission in permissions}
    for route, function in sorted(routes.items()):  # a plan lists the modules in any order
        yield f'api -- "{route}" --> {function_node(plan, function)}'


def _route(plan: Plan, permission: Resource) -> str:
    """Return the method and path of a permission, whose key has ``{}`` in the place of a parameter."""
    (key,) = re.findall(r'\["([A-Z]+ /.*)"\]', permission.address)
    method, _, path = key.partition(" ")
    levels = path.split("/")
    names = [
        _path_part(plan, "/".join(levels[: depth + 1])) if level == "{}" else level
        for depth, level in enumerate(levels)
    ]
    return f"{method} {'/'.join(names)}"


def _path_part(plan: Plan, key: str) -> str:
    (resource,) = [each for each in plan.all("aws_api_gateway_resource") if each.address.endswith(f'["{key}"]')]
    return str(resource["path_part"])


def _tables(plan: Plan) -> Iterator[str]:
    """Yield the tables, and the functions whose environment names them."""
    for table in sorted(plan.all("aws_dynamodb_table"), key=lambda table: str(table["name"])):
        yield node(_table(table), "DynamoDB table", table["name"], STORE)
        for module, function in functions_of(plan).items():
            known = table["name"] in _environment(plan, function)
            if known or table.address in references(plan, module, "environment"):
                yield f"{module} --> {_table(table)}"


def _mappings(plan: Plan) -> Iterator[str]:
    """Yield the functions that a stream or a queue invokes."""
    for mapping in plan.all("aws_lambda_event_source_mapping"):
        block = mapping.address.split(".")[1]
        (function,) = (module for module in functions_of(plan) if f"module.{module}" in references(plan, block))
        streams = [
            _table(table) for table in plan.all("aws_dynamodb_table") if table.address in references(plan, block)
        ]
        queues = [_queue(queue) for queue in _queues(plan) if _is_source(plan, queue, block)]
        (source,) = streams or queues
        yield f'{source} -- "{"stream" if streams else "batches"}" --> {function_node(plan, function)}'


def _topics(plan: Plan) -> Iterator[str]:
    """Yield the topics, the functions that publish to them, and the queues that subscribe."""
    for topic in plan.all("aws_sns_topic"):
        block = topic.address.split(".")[1]
        yield node(block, "SNS topic", topic["name"], SOURCE)
        for module in functions_of(plan):
            if f"module.{block}.topic_arn" in references(plan, module, "environment"):
                yield f"{module} --> {block}"
        for queue in _queues(plan):
            if queue.address.startswith(f"module.{block}."):
                yield f"{block} --> {node(_queue(queue), 'SQS queue', queue['name'], STORE)}"


def _mail(plan: Plan) -> Iterator[str]:
    """Yield the functions that send e-mail."""
    sender = plan.one("aws_sesv2_configuration_set").address
    for module in functions_of(plan):
        if sender in references(plan, module, "environment"):
            yield f"{module} --> {node('mail', 'SES', '')} --> {node('recipients', 'e-mail', '', END)}"


def _dead_letters(plan: Plan) -> Iterator[str]:
    """Yield the dead-letter queues, and the functions that send to them."""
    for queue in plan.all("aws_sqs_queue"):
        if not _is_dead_letter(queue):
            continue
        block, key = queue.address.split(".")[1], _key(queue)
        wanted = f'module.{block}.queues["{key}"].dead_letter_queue_url' if key else f"module.{block}.url"
        for module in functions_of(plan):
            if wanted in references(plan, module, "environment"):
                label = node(f"dead_letters_of_{module}", "SQS queue", queue["name"], STORE)
                yield f"{module} -. failed .-> {label}"


def _environment(plan: Plan, function: str) -> list[str]:
    """Return the values of a function's environment variables that are known before the apply."""
    blocks = plan.one("aws_lambda_function", function_name=function)["environment"]
    return list(blocks[0].get("variables", {}).values()) if blocks else []


def _queues(plan: Plan) -> list[Resource]:
    return [queue for queue in plan.all("aws_sqs_queue") if not _is_dead_letter(queue)]


def _is_dead_letter(queue: Resource) -> bool:
    return "dead_letter" in queue.address


def _is_source(plan: Plan, queue: Resource, mapping: str) -> bool:
    block = f"module.{queue.address.split('.')[1]}"
    return f'{block}.queues["{_key(queue)}"].arn' in references(plan, mapping)


def _key(resource: Resource) -> str | None:
    """Return the ``for_each`` key at the end of, or in, an address."""
    found = re.search(r'\["(\w+)"\]', resource.address)
    return found[1] if found else None


def _table(table: Resource) -> str:
    return f"table_{short(table['name']).replace('-', '_')}"


def _queue(queue: Resource) -> str:
    return f"queue_{short(queue['name']).replace('-', '_')}"
