"""A new REST API: its module block, its output and its first function, without which it can't be deployed."""

from collections.abc import Collection

from slipway.config.project import Project
from slipway.new import app, names, settings, stack, stack_files, templates, trigger_blocks
from slipway.new.files import Written, write_all
from slipway.new.rendering import render_file

_ACCOUNT = "api-gateway-account"
_LABEL = "api_gateway_account"
VARIABLES = (*stack.ROLE.values(), "alarm_actions")
"""The variables of a stack that an API uses."""


def new_api(project: Project, name: str, *, stack_name: str | None = None) -> Written:
    """Add a REST API to a stack, with the app ``get-<name>`` that answers ``GET /<name>``.

    API Gateway deploys no API without a method. A region has one role for the logs of its APIs: the block that sets it
    is written if no stack of the project has one.

    Args:
        project: the project.
        name: name on AWS after the environment's and a hyphen, and with underscores of the module block.
        stack_name: name of a stack in slipway.toml. Default: the only one.

    Returns:
        The files that were written.

    Raises:
        SlipwayError: a name is invalid or taken, there are several stacks, or none uses a module of Slipway.
    """
    names.check_format("api", name)
    files, label = stack.find(project, stack_name, []), name.replace("-", "_")
    stack.check_label(files, label)
    source, log, account = stack_files.required_source(project, files, "rest-api"), "", ""
    if set_here := files.modules(_ACCOUNT):
        log = set_here[0][1].label
    elif not any(stack_files.read(project, each.directory).modules(_ACCOUNT) for each in project.stacks):
        stack.check_label(files, _LABEL)
        log, account = _LABEL, stack_files.required_source(project, files, _ACCOUNT)
    known = [variable for variable in VARIABLES if files.has("variable", variable)]
    files.append(project.root / files.directory / "apis.tf", blocks(label, name, source, log, account, known))
    trigger_blocks.add_output(project.root, files, f"{label}_url", output(label, name))
    texts = app.texts_of(project, files, f"get-{name}", route=f"GET /{name}", api=label)
    return write_all(texts | settings.with_output(project, files.directory, f"{label}_url"))


def blocks(label: str, name: str, source: str, log: str, account: str, variables: Collection[str]) -> str:
    """Return the module block of an API without routes, not yet formatted.

    Args:
        label: label of the block.
        name: name on AWS after the environment's.
        source: source of module rest-api.
        log: label of the block that sets the role of the logs; empty if another stack has it.
        account: source of that block, which is written too; empty if it is there.
        variables: those of `VARIABLES` that the stack has.
    """
    values = {
        "module": label,
        "name": name,
        "source": source,
        "account": account,
        "alarms": "  alarms = { actions = var.alarm_actions }\n" if "alarm_actions" in variables else "",
        "log": f"  access_log = {{ role_arn = module.{log}.role_arn }}\n" if log else "",
        "role": templates.role({name: f"var.{each}" for name, each in stack.ROLE.items() if each in variables}),
    }
    return "".join(render_file(f"block/{file}.tf", values) for file in (["account"] if account else []) + ["api"])


def output(label: str, name: str) -> str:
    """Return the block of the output ``<label>_url``."""
    return render_file("block/api-outputs.tf", {"module": label, "name": name})
