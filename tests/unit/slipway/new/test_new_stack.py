"""``slipway new stack``: its files, its entry in slipway.toml, and what is refused."""

import runpy
from types import SimpleNamespace

import pytest

from slipway.cli import main
from slipway.config.project import load_project
from slipway.deploy import deploy as deploy_module
from slipway.errors import SlipwayError
from slipway.new.app import new_app
from slipway.new.blocks import new_block
from slipway.new.new_stack import new_stack
from slipway.new.project import new_project
from slipway.new.stack_files import StackFiles, formatted


@pytest.fixture
def orders(tmp_path):
    """A new project with the stack orders, and with values that only this stack has."""
    directory = tmp_path / "orders"
    new_project(directory, source="https://github.com/acme/slipway.git", region="us-east-1")
    values = directory / "iac/orders/environments/dev.tfvars"
    values.write_text(values.read_text() + "items = {\n  environment = 1\n}\n")
    return directory


def test_the_projects_test_deploys_only_the_functions_of_the_stack_that_it_applies(orders, monkeypatch):
    new_stack(load_project(orders), "billing")
    new_app(load_project(orders), "send-invoice", stack_name="billing")
    missing = type("ResourceNotFoundException", (Exception,), {})

    def get_function(**arguments):
        if arguments["FunctionName"] != "dev-hello":
            raise missing

    client = SimpleNamespace(get_function=get_function, exceptions=SimpleNamespace(ResourceNotFoundException=missing))
    target = SimpleNamespace(client=lambda _: client)
    stack = SimpleNamespace(target=target, outputs={"api_url": "http://x"}, assert_converged=lambda: None)
    stack.apply = lambda: stack
    deployed = []
    monkeypatch.setattr(deploy_module, "run_concurrently", lambda apps, *_, **__: deployed.extend(apps))
    test = runpy.run_path(str(orders / "tests/e2e/iac/test_api.py"))["test_the_api_answers"]
    test(lambda *_, **__: stack, None, lambda _: SimpleNamespace(json=lambda: {"app": "hello"}))
    assert [app.name for app in deployed] == ["hello"]


def test_a_stack_has_the_environments_of_the_other_one(orders):
    written = new_stack(load_project(orders), "billing")
    assert [file.name for file in written.changed] == ["slipway.toml"]
    new, old = orders / "iac/billing", orders / "iac/orders"
    names = {file.relative_to(old) for file in old.rglob("*") if file.is_file()}
    added = {file.relative_to(new) for file in new.rglob("*") if file.is_file()}
    assert {str(name) for name in names - added} == {"api.tf", "functions.tf", "outputs.tf"}
    assert not added - names
    for name in ("dev.s3.tfbackend", "prod.s3.tfbackend", "prod.tfvars"):
        expected = (old / "environments" / name).read_text().replace("/orders.tfstate", "/billing.tfstate")
        lines = [line for line in expected.splitlines() if line and not line.startswith("#")]
        assert (new / "environments" / name).read_text().splitlines() == lines
    assert "items" not in (new / "environments/dev.tfvars").read_text()
    assert 'Application = "billing"' in (new / "versions.tf").read_text()
    assert (new / ".terraform.lock.hcl").read_text() == (old / ".terraform.lock.hcl").read_text()
    assert "policy/orders-boundary-dev" in (new / "variables.tf").read_text()
    for file in new.rglob("*.tf*"):
        if file.suffix != ".tfbackend":
            text = formatted(orders, StackFiles("iac/billing", {file: f"{file.read_text()}\n\n"}))[file]
            assert text.strip() == file.read_text().strip()


def test_slipway_toml_gets_the_stack_and_keeps_its_text(orders):
    file = orders / "slipway.toml"
    before = file.read_text().replace("# What", "# My own\n# What")
    file.write_text(before)
    new_stack(load_project(orders), "billing")
    assert file.read_text() == f'{before}\n[stacks.billing]\ndirectory = "iac/billing"\n'
    assert [stack.name for stack in load_project(orders).stacks] == ["orders", "billing"]


def test_a_new_stack_takes_functions_and_queues(orders):
    new_stack(load_project(orders), "billing")
    new_block(load_project(orders), "queue", "bills", stack_name="billing")
    new_app(load_project(orders), "send-bill", trigger="sqs:bills", stack_name="billing")
    text = (orders / "iac/billing/functions.tf").read_text()
    assert 'source = "git::https://github.com/acme/slipway.git//modules/event-source-mapping?ref=v' in text
    assert "permissions_boundary = var.permissions_boundary" in text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("orders", "there is already a stack or a folder orders"),
        ("bootstrap", "there is already a stack or a folder bootstrap"),
        ("notes", "there is already a stack or a folder notes"),
        ("Billing", "can't be the name of a new stack"),
        ("../billing", "can't be the name of a new stack"),
    ],
)
def test_a_name_that_is_taken_or_none_is_refused(name, message, orders):
    (orders / "iac/notes").mkdir()
    before = (orders / "slipway.toml").read_text()
    with pytest.raises(SlipwayError, match=message):
        new_stack(load_project(orders), name)
    assert (orders / "slipway.toml").read_text() == before


def test_a_key_without_the_name_of_its_stack_is_refused_and_nothing_is_written(orders):
    backend = orders / "iac/orders/environments/dev.s3.tfbackend"
    backend.write_text(backend.read_text().replace("dev/orders.tfstate", "state"))
    with pytest.raises(SlipwayError, match="key must have the name of the stack"):
        new_stack(load_project(orders), "billing")
    assert not (orders / "iac/billing").exists()


def test_stacks_in_one_line_are_refused(root):
    (root / "slipway.toml").write_text(
        'stacks = { songs = { directory = "iac/songs" } }\n'
        'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "test"\n'
    )
    (root / "iac/songs/environments").mkdir()
    (root / "iac/songs/environments/dev.s3.tfbackend").write_text('key = "dev/songs.tfstate"\n')
    with pytest.raises(SlipwayError, match=r"slipway\.toml: .*: write each stack as its own table, \[stacks\.songs\]"):
        new_stack(load_project(root), "billing")


def test_without_backends_there_is_nothing_to_derive(root):
    with pytest.raises(SlipwayError, match="no stack has environments"):
        new_stack(load_project(root), "billing")


def test_the_command_names_what_it_changed(orders, monkeypatch, capsys):
    monkeypatch.chdir(orders)
    assert main(["new", "stack", "billing"]) == 0
    out = capsys.readouterr().out
    assert "wrote iac/billing/versions.tf\n" in out
    assert "changed slipway.toml\n" in out
