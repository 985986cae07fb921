"""The runner: its commands, and its results and errors."""

import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from repository import ROOT

from slipway.errors import SlipwayError
from slipway.terraform import Terraform, TerraformError

ENVIRONMENT = {"PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1"}
MAIN = """
variable "text" {
  type    = string
  default = "one"
}
variable "flag" {
  type    = bool
  default = false
}
variable "settings" {
  type    = object({ names = list(string), count = optional(number) })
  default = { names = [] }
}
resource "terraform_data" "this" {
  input = { text = var.text, flag = var.flag, settings = var.settings }
}
output "all" {
  value = terraform_data.this.output
}
output "secret" {
  value     = var.text
  sensitive = true
}
"""


@pytest.fixture
def terraform(tmp_path):
    """Real Terraform, initialised with a small configuration."""
    tmp_path.joinpath("main.tf").write_text(MAIN)
    terraform = Terraform(tmp_path, binary=Path(shutil.which("terraform")), environment=ENVIRONMENT)
    terraform.init()
    return terraform


@pytest.fixture
def fake(tmp_path):
    """``fake(code)`` is a runner whose Terraform is a Python program."""

    def fake(code, **options):
        binary = tmp_path / "terraform"
        binary.write_text(f"#!{sys.executable}\nimport os, signal, sys, time\n{code}\n")
        binary.chmod(0o755)
        return Terraform(tmp_path, binary=binary, environment=ENVIRONMENT, **options)

    return fake


def test_plan_is_terraforms_json(terraform):
    plan = terraform.plan({"text": "two"})

    assert plan["planned_values"]["root_module"]["resources"][0]["values"]["input"]["text"] == "two"


@pytest.mark.parametrize(
    "value",
    [
        {"flag": True},
        {"settings": {"names": ["a", '${b} %{c} \\ "d"'], "count": 3}},
        {"text": "true"},
        {"text": "Žluťoučký 🛥 kůň\nline"},
        {"text": ""},
    ],
    ids=str,
)
def test_variable_of_any_type_arrives_as_it_is(terraform, value):
    terraform.apply(value)

    name, expected = value.popitem()
    found = terraform.output()["all"][name]
    assert found == expected
    assert type(found) is type(expected)


def test_misspelt_variable_is_refused_and_the_right_ones_are_named(terraform):
    with pytest.raises(SlipwayError, match="no variable 'txet'; it declares flag, settings, text"):
        terraform.plan({"txet": "two"})


def test_outputs_are_there_after_the_apply_and_none_before(terraform):
    assert terraform.output() == {}
    terraform.apply()
    assert terraform.output()["secret"] == "one"


def resources(directory):
    state = json.loads((directory / "terraform.tfstate").read_text())
    return [f"{each['type']}.{each['name']}" for each in state["resources"]]


def test_state_has_the_resources_until_they_are_destroyed(terraform):
    terraform.apply()
    assert resources(terraform.directory) == ["terraform_data.this"]
    terraform.destroy()
    assert resources(terraform.directory) == []


def test_working_data_can_lie_elsewhere(tmp_path):
    configuration = tmp_path / "configuration"
    configuration.mkdir()
    configuration.joinpath("main.tf").write_text(MAIN + 'module "m" { source = "./m" }\n')
    configuration.joinpath("m").mkdir()
    configuration.joinpath("m", "main.tf").touch()

    Terraform(
        configuration,
        binary=Path(shutil.which("terraform")),
        environment=ENVIRONMENT,
        data_dir=tmp_path / "data",
    ).init()

    assert not (configuration / ".terraform").exists()
    assert (tmp_path / "data" / "modules" / "modules.json").exists()


def test_neither_plan_nor_variables_stay_in_the_temporary_directory(terraform, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    terraform.plan({"text": "secret"})
    with pytest.raises(TerraformError):
        terraform.plan({"flag": "neither"})

    assert list(temporary.iterdir()) == []


def test_refusal_says_in_one_line_what_is_wrong_and_has_the_rest_as_a_note(terraform):
    with pytest.raises(TerraformError) as caught:
        terraform.plan({"flag": "neither"})

    assert str(caught.value) == (
        f"terraform plan in {terraform.directory} failed with exit code 1: Invalid value for input variable: "
        "The given value is not suitable for var.flag declared at main.tf:6,1-16: a bool is required."
    )
    assert "a bool is required" in " ".join(caught.value.__notes__[0].split())
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("on_line", [None, lambda _line: None], ids=["quiet", "shown"])
def test_output_of_a_failed_command_is_shown_once(fake, on_line):
    terraform = fake("print('Error: no\\n\\n  on main.tf line 1', file=sys.stderr); sys.exit(1)", on_line=on_line)

    with pytest.raises(TerraformError) as caught:
        terraform.plan()

    assert caught.value.details == ("" if on_line else "Error: no\n\n  on main.tf line 1")


def test_warning_on_stderr_does_not_spoil_the_plan(fake):
    terraform = fake("print('Warning: old', file=sys.stderr); print('{\"applyable\": true}')")

    assert terraform.plan() == {"applyable": True}


def test_more_than_a_pipe_holds_on_stderr_is_not_a_deadlock(fake):
    terraform = fake("sys.stderr.write('flood\\n' * 100_000); sys.exit(1)")

    with pytest.raises(TerraformError) as caught:
        terraform.apply()

    assert caught.value.stderr.count("flood") == 100_000
    assert caught.value.__notes__[0].count("flood") == 40


@pytest.mark.parametrize(
    ("end", "message", "exit_code"),
    [
        ("sys.exit(127)", "failed with exit code 127", 127),
        ("os.kill(os.getpid(), signal.SIGKILL)", "was killed by SIGKILL", -9),
        ("os.kill(os.getpid(), signal.SIGTERM)", "was killed by SIGTERM", -15),
        ("time.sleep(60)", "was ended after 1 seconds", None),
    ],
)
def test_end_that_is_not_success_is_an_error(fake, end, message, exit_code):
    with pytest.raises(TerraformError, match=message) as caught:
        fake(end, timeout=1).apply()

    assert caught.value.exit_code == exit_code


def test_terraform_that_cannot_be_started_is_an_error(tmp_path):
    with pytest.raises(TerraformError, match=r"can't be started: .*No such file"):
        Terraform(tmp_path, binary=tmp_path / "missing", environment={}).init()


def test_backend_settings_are_written_in_terraforms_way(fake, tmp_path):
    terraform = fake("open('arguments', 'w').write('\\n'.join(sys.argv[1:]))")

    terraform.init(backend_config={"bucket": "state", "use_lockfile": True, "max_retries": 3})

    command, *options = (tmp_path / "arguments").read_text().split("\n")
    assert command == "init"
    assert sorted(options) == [
        "-backend-config=bucket=state",
        "-backend-config=max_retries=3",
        "-backend-config=use_lockfile=true",
        "-input=false",
        "-no-color",
        "-reconfigure=true",
    ]


def test_callback_gets_the_lines_of_long_commands_and_no_json(terraform):
    seen = []
    Terraform(
        terraform.directory, binary=Path(shutil.which("terraform")), environment=ENVIRONMENT, on_line=seen.append
    ).plan({"text": "two"})

    assert any("Plan: 1 to add" in line for line in seen)
    assert not any("planned_values" in line for line in seen)


def test_broken_state_file_is_terraforms_affair(terraform):
    (terraform.directory / "terraform.tfstate").write_text("{")

    with pytest.raises(TerraformError, match="state"):
        terraform.plan()


def test_terraform_that_takes_too_long_still_writes_its_state_and_frees_its_lock(tmp_path):
    tmp_path.joinpath("main.tf").write_text(
        'resource "terraform_data" "quick" {}\n'
        'resource "terraform_data" "slow" {\n'
        "  depends_on = [terraform_data.quick]\n"
        '  provisioner "local-exec" {\n    command = "sleep 120"\n  }\n}\n'
    )

    def runner(timeout):
        return Terraform(tmp_path, binary=Path(shutil.which("terraform")), environment=ENVIRONMENT, timeout=timeout)

    runner(60).init()
    with pytest.raises(TerraformError, match="was ended"):
        runner(5).apply()

    assert "terraform_data.quick" in resources(tmp_path)
    assert not list(tmp_path.glob(".terraform.tfstate.lock.info"))
    runner(60).destroy()


def test_a_saved_plan_is_what_is_applied_with_the_values_of_files_and_variables(terraform, tmp_path):
    values = tmp_path / "own.tfvars"
    values.write_text('text = "of the file"\nflag = true\n')
    plan = terraform.save_plan(tmp_path / "plan", {"text": "given"}, [values])
    assert plan["planned_values"]["root_module"]["resources"][0]["values"]["input"]["flag"] is True
    (tmp_path / "main.tf").write_text(MAIN.replace("input = {", "input = { other = 1,"))
    terraform.apply_plan(tmp_path / "plan")
    assert terraform.output()["all"] == {"text": "given", "flag": True, "settings": {"names": [], "count": None}}
    with pytest.raises(TerraformError, match="Saved plan is stale"):
        terraform.apply_plan(tmp_path / "plan")


def test_a_saved_plan_is_applied_with_its_ephemeral_variables(terraform, tmp_path):
    (tmp_path / "ephemeral.tf").write_text('variable "secret" {\n  type      = string\n  ephemeral = true\n}\n')
    variables = {"text": "given", "secret": "a"}
    terraform.save_plan(tmp_path / "plan", variables)
    with pytest.raises(TerraformError, match="ephemeral input variable"):
        terraform.apply_plan(tmp_path / "plan")

    terraform.apply_plan(tmp_path / "plan", variables)

    assert terraform.output()["all"]["text"] == "given"


def test_the_backend_is_configured_by_a_file(terraform, tmp_path):
    (tmp_path / "backend.tf").write_text('terraform {\n  backend "local" {}\n}\n')
    (tmp_path / "dev.tfbackend").write_text('path = "elsewhere.tfstate"\n')
    terraform.init(tmp_path / "dev.tfbackend")
    terraform.apply()
    assert (tmp_path / "elsewhere.tfstate").is_file()


def test_init_repairs_the_working_data_that_a_full_disk_has_damaged(terraform):
    (terraform.directory / "main.tf").write_text(
        'terraform {\n  backend "local" {}\n}\nmodule "a" {\n  source = "./a"\n}\n'
    )
    (terraform.directory / "a").mkdir()
    for name in ("terraform.tfstate", "modules/modules.json"):
        (terraform.data_dir / name).parent.mkdir(exist_ok=True)
        (terraform.data_dir / name).write_text('{"vers')

    terraform.init()

    assert terraform.plan_changes() is None


def test_outputs_are_read_without_the_provider_which_stays_locked(tmp_path):
    (tmp_path / "main.tf").write_text(
        """terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
  backend "local" {}
}
resource "aws_sqs_queue" "this" {}
"""
    )
    state = {"version": 4, "terraform_version": "1.10.0", "serial": 1, "lineage": "a", "resources": []}
    state["outputs"] = {"name": {"value": "orders", "type": "string"}}
    (tmp_path / "own.tfstate").write_text(json.dumps(state))
    lock = tmp_path / ".terraform.lock.hcl"
    shutil.copy(ROOT / "iac/bootstrap/.terraform.lock.hcl", lock)
    os.utime(lock, (0, 0))
    locked = lock.read_bytes()
    runner = Terraform(tmp_path, binary=Path(shutil.which("terraform")), environment=ENVIRONMENT)

    runner.init_without_provider({"path": "own.tfstate"})

    assert runner.output() == {"name": "orders"}
    assert not (tmp_path / ".terraform/providers").exists()
    assert lock.read_bytes() == locked
    assert lock.stat().st_mtime == 0  # not even for a moment is it without the provider, or empty, as after a SIGKILL


def test_one_init_at_a_time_writes_to_the_plugin_cache(fake, tmp_path, monkeypatch):
    monkeypatch.setitem(ENVIRONMENT, "TF_PLUGIN_CACHE_DIR", "cache")  # from Terraform's own directory
    terraform = fake("os.mkdir('cache/written'); time.sleep(0.2); os.rmdir('cache/written')")

    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: terraform.init(), range(3)))

    assert (tmp_path / "cache").is_dir()


def test_plan_without_changes_is_none_and_is_not_shown(terraform):
    plan = terraform.plan_changes({"text": "two"})
    assert plan["resource_changes"][0]["change"]["actions"] == ["create"]

    terraform.apply({"text": "two"})
    assert terraform.plan_changes({"text": "two"}) is None
    assert terraform.plan_changes({"text": "one"})["output_changes"]["secret"]["actions"] == ["update"]
    assert terraform.plan({"text": "two"}, lock=False)["resource_changes"][0]["change"]["actions"] == ["no-op"]


def test_changes_are_found_without_showing_them(terraform):
    assert terraform.has_changes({"text": "two"})

    terraform.apply({"text": "two"})
    assert not terraform.has_changes({"text": "two"})
    assert terraform.has_changes({"text": "one"})


def test_one_resource_can_be_applied_before_the_others(terraform):
    (terraform.directory / "more.tf").write_text('resource "terraform_data" "more" {}\noutput "more" { value = 1 }\n')

    terraform.apply({"text": "two"}, ["terraform_data.this"])

    plan = terraform.plan_changes({"text": "two"})
    changed = [change["address"] for change in plan["resource_changes"] if change["change"]["actions"] != ["no-op"]]
    assert changed == ["terraform_data.more"]


def test_plan_that_fails_has_no_changes_but_is_an_error(terraform):
    with pytest.raises(TerraformError, match="Invalid value for input variable"):
        terraform.plan_changes({"flag": "neither"})


def test_errors_of_a_plan_have_a_place(terraform):
    assert terraform.plan_errors() == []

    (terraform.directory / "wrong.tf").write_text('output "wrong" {\n  value = terraform_data.this.wrong\n}\n')
    (error,) = terraform.plan_errors()

    assert error["summary"] == "Unsupported attribute"
    assert (error["range"]["filename"], error["range"]["start"]["line"]) == ("wrong.tf", 2)


@pytest.mark.parametrize("end", ["sys.exit(1)", "sys.exit(127)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_plan_that_ends_without_naming_its_errors_is_an_error(fake, end):
    with pytest.raises(TerraformError, match=r"failed with exit code|was killed"):
        fake(end).plan_errors()


def test_callback_gets_no_json_of_a_plan(fake):
    seen = []

    assert fake("print('{}')", on_line=seen.append).plan_errors() == []

    assert seen == []
