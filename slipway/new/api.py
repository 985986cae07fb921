"""A new REST API: its module block, its output and its first function, without which it can't be deployed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from slipway.config.project import Project
from slipway.new import app, names, settings, stack, stack_files, templates, trigger_blocks
from slipway.new.files import Written, write_all
from slipway.new.rendering import render_file
from slipway.new.settings import Entry
from slipway.new.stack_files import StackFiles
from slipway.terraform import hcl

_ACCOUNT = "api-gateway-account"
_LABEL = "api_gateway_account"
_SWITCH = "manage_api_gateway_account"
_ROLE = "api_gateway_role_arn"
OWN_ROLE = f"one(module.{_LABEL}[*].role_arn)"
"""The role of the logs in a stack that has the block `account`."""
VARIABLES = (*stack.ROLE.values(), "alarm_actions")
"""The variables of a stack that an API uses."""


@dataclass(frozen=True)
class _Log:
    """The role of an API's access log.

    Attributes:
        role: the role's ARN, an expression; empty if another configuration sets the role.
        account: source of the block that sets the role, which must be written; empty if there is one.
        entries: what the project file needs.
        texts: files of another stack that change.
    """

    role: str = ""
    account: str = ""
    entries: tuple[Entry, ...] = ()
    texts: Mapping[Path, str] | None = None


def new_api(project: Project, name: str, *, stack_name: str | None = None) -> Written:
    """Add a REST API to a stack, with the app ``get-<name>`` that answers ``GET /<name>``.

    API Gateway deploys no API without a method. A region has one role for the logs of its APIs: the block that sets it
    is written if no stack of the project has one. Otherwise the API waits for the role of the stack that has it.

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
    source, log = stack_files.required_source(project, files, "rest-api"), _log(project, files)
    known = [variable for variable in VARIABLES if files.has("variable", variable)]
    files.append(project.root / files.directory / "apis.tf", blocks(label, name, source, log.role, log.account, known))
    trigger_blocks.add_output(project.root, files, f"{label}_url", output(label, name))
    texts = app.texts_of(project, files, f"get-{name}", route=f"GET /{name}", api=label)
    entries = (settings.output(files.directory, f"{label}_url"), *log.entries)
    return write_all(texts | dict(log.texts or {}) | settings.with_entries(project, *entries))


def _log(project: Project, files: StackFiles) -> _Log:
    """Return the role of the logs, with the variable of the stack for it."""
    if set_here := files.modules(_ACCOUNT):
        return _Log(_role_of(set_here[0][1]))
    earlier = True
    for each in project.stacks:
        other = stack_files.read(project, each.directory)
        if set_there := other.modules(_ACCOUNT):
            return _log_of(project, files, other, _role_of(set_there[0][1])) if earlier else _Log()
        earlier = earlier and each.directory != files.directory
    stack.check_label(files, _LABEL)
    _add_variable(project.root, files, _SWITCH, variable())
    return _Log(OWN_ROLE, stack_files.required_source(project, files, _ACCOUNT))


def _log_of(project: Project, files: StackFiles, other: StackFiles, role: str) -> _Log:
    """Return the role that an earlier stack sets, which gets an output for it."""
    if not other.has("output", _ROLE):
        other.append(project.root / other.directory / "outputs.tf", render_file("block/role-output.tf", {"role": role}))
    _add_variable(project.root, files, _ROLE, render_file("block/role-variable.tf", {}))
    entries = (
        settings.output(other.directory, _ROLE),
        Entry(files.directory, _ROLE, f"{{{_ROLE}}}", "variables"),
    )
    return _Log(f"var.{_ROLE}", entries=entries, texts=stack_files.formatted(project.root, other))


def _role_of(account: hcl.Body) -> str:
    several = account.expression("count")
    return f"one(module.{account.label}[*].role_arn)" if several else f"module.{account.label}.role_arn"


def _add_variable(root: Path, files: StackFiles, name: str, block: str) -> None:
    if not files.has("variable", name):
        files.append(root / files.directory / "variables.tf", block)


def blocks(label: str, name: str, source: str, role: str, account: str, variables: Collection[str]) -> str:
    """Return the module block of an API without routes, not yet formatted.

    Args:
        label: label of the block.
        name: name on AWS after the environment's.
        source: source of module rest-api.
        role: the role of the logs, an expression; empty if another configuration has it.
        account: source of the block that sets the role, which is written too; empty if it is there.
        variables: those of `VARIABLES` that the stack has.
    """
    values = {
        "module": label,
        "name": name,
        "source": source,
        "account": account,
        "alarms": "  alarms = { actions = var.alarm_actions }\n" if "alarm_actions" in variables else "",
        "log": f"  access_log = {{ role_arn = {role} }}\n" if role else "",
        "role": templates.role({name: f"var.{each}" for name, each in stack.ROLE.items() if each in variables}),
    }
    return "".join(render_file(f"block/{file}.tf", values) for file in (["account"] if account else []) + ["api"])


def output(label: str, name: str) -> str:
    """Return the block of the output ``<label>_url``."""
    return render_file("block/api-outputs.tf", {"module": label, "name": name})


def variable() -> str:
    """Return the block of the variable with which one of several environments in a region sets the role of the logs."""
    return render_file("block/account-variable.tf", {})
