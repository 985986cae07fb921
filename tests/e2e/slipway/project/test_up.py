"""`slipway up` and the commands around it, from start to end."""

import json
import os
import socket
from contextlib import closing

import pytest
import requests

from slipway.aws.target import Target


@pytest.fixture
def state_written():
    """``state_written(project)`` says when each stack's state was last written, and what it is."""

    def state_written(project):
        found = project.outputs()
        s3 = Target(found["aws_endpoint_url"], found["region"], "123456789012", "local").client("s3")
        listed = s3.list_objects_v2(Bucket="terraform-state")["Contents"]
        return {state["Key"]: (state["LastModified"], state["ETag"]) for state in listed}

    return state_written


def test_a_second_up_changes_nothing_and_prints_the_same(project, state_written):
    first = project.run("up").stdout
    written, emulator = state_written(project), project.emulator()

    second = project.run("up").stdout

    assert second == first
    assert "note              test: first\n" in first
    assert list(written) == ["notes.tfstate"]
    assert state_written(project) == written
    assert project.emulator() == emulator
    assert "No changes." in project.log.read_text()
    assert "Initializing" not in project.log.read_text()


def test_a_configuration_that_needs_init_again_gets_it(project):
    project.run("up")
    (project.stack / "module").mkdir()
    (project.stack / "module" / "main.tf").write_text('output "text" { value = "of a module" }')
    (project.stack / "more.tf").write_text(
        'module "more" { source = "./module" }\noutput "more" { value = module.more.text }\n'
    )
    project.configure(outputs='more = "more"')

    project.run("up")

    assert project.outputs()["more"] == "of a module"


def test_a_changed_variable_is_applied_to_the_running_local_aws(project):
    project.run("up")
    emulator = project.emulator()
    project.configure(text="second")

    project.run("up")

    assert project.outputs()["note"] == "test: second"
    assert project.emulator() == emulator


def test_while_something_else_holds_the_default_port_another_one_is_taken(project):
    with closing(socket.socket()) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", 4566))
            other.listen()
        except OSError:
            pass  # something else holds it already

        project.run("up")

        assert project.emulator()["port"] != 4566
        assert project.outputs()["note"] == "test: first"


def test_down_leaves_no_process_port_or_folder_and_may_be_repeated(project, assert_ended):
    project.run("down")
    project.run("up")
    port = project.emulator()["port"]

    assert project.run("down").stdout == ""

    assert_ended(project.root)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert not project.local.exists()
    assert [path.name for path in project.stack.iterdir()] == ["main.tf"]
    project.run("down")
    assert "isn't running" in project.run("outputs", expect=1).stderr


def test_outputs_of_a_stack_that_came_since_are_missed_until_the_next_up(project):
    project.run("up")
    project.configure(outputs='note = "note", twice = "note"')

    assert project.run("outputs", expect=1).stderr == (
        "slipway: iac/notes isn't applied to the local AWS yet: run `make up`\n"
    )
    project.run("up")
    assert project.outputs()["twice"] == "test: first"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("iac/notes", "iac/none"), "[stacks.notes] of slipway.toml: there is no Terraform in {root}/iac/none"),
        (('note = "note"', 'note = "nota"'), "slipway.toml: iac/notes has no output 'nota'; there are: note"),
        (('text = "first"', 'txt = "first"'), "{root}/iac/notes has no variable 'txt'; it declares "),
        (('"first"', '"refused"'), "terraform failed in iac/notes"),
        (("outputs = ", 'check = "http://127.0.0.1:1"\noutputs = '), "GET http://127.0.0.1:1 isn't answered"),
        (("outputs = ", 'check = "{aws_endpoint_url}/x"\noutputs = '), "GET http://127.0.0.1:{port}/x answered "),
    ],
)
def test_what_is_wrong_with_the_project_is_the_last_line(project, change, said):
    settings = project.root / "slipway.toml"
    settings.write_text(settings.read_text().replace(*change))

    last = project.run("up", expect=1).stderr.splitlines()[-1]

    port = project.emulator()["port"] if "{port}" in said else None
    assert last.startswith(f"slipway: {said.format(root=project.root, port=port)}")


def test_a_refused_apply_shows_terraforms_error_once_and_where_the_rest_is(project):
    project.configure(text="refused")

    said = project.run("up", expect=1).stderr

    assert said.count("Error: local-exec provisioner error") == 1
    assert "  |   with terraform_data.note,\n" in said
    assert f"  all of its output: {project.log}\n" in said
    assert "terraform_data.note: Creating..." in project.log.read_text()


def test_without_terraform_and_without_a_network_one_line_says_what_to_do(project, tmp_path):
    (tmp_path / "empty").mkdir()
    environment = {
        **os.environ,
        "PATH": str(tmp_path / "empty"),
        "SLIPWAY_TERRAFORM_RELEASES": "http://127.0.0.1:1",
    }

    last = project.run("up", expect=1, env=environment).stderr.splitlines()[-1]

    assert last.startswith("slipway: there is no terraform on PATH; http://127.0.0.1:1/")
    assert "install Terraform 1.11 or newer" in last


def test_example_items_are_put_once_and_the_check_is_made(project):
    (project.root / "items.json").write_text(json.dumps([{"id": "1", "text": "example"}]))
    project.add_table()
    project.configure(
        outputs='notes_table = "table"',
        more='seed = { table = "notes_table", items = "items.json" }\n'
        'check = "{aws_endpoint_url}/_ministack/health?{notes_table}"',
    )

    project.run("up")
    found = project.outputs()
    dynamodb = Target(found["aws_endpoint_url"], found["region"], "123456789012", "local").client("dynamodb")
    changed = {"id": {"S": "1"}, "text": {"S": "changed"}}
    dynamodb.put_item(TableName="notes", Item=changed)

    project.run("up")

    assert "No changes." in project.log.read_text()
    assert dynamodb.scan(TableName="notes")["Items"] == [changed]
    assert project.run("seed").stdout == "notes: 0 put, 1 were there\n"


# Each output is what it was given, so that nothing of AWS has to be there.
FRONTEND = """
terraform {
  backend "s3" {}
}
variable "region" { type = string }
variable "environment" { type = string }
variable "links" { type = list(string) }
output "links" { value = var.links }
output "site" { value = "https://d111111abcdef8.cloudfront.net" }
"""


def test_a_stack_takes_outputs_of_an_earlier_one_and_its_sites_url_is_the_local_one(project):
    project.configure(
        more='[stacks.frontend]\ndirectory = "iac/frontend"\n'
        'variables = { links = ["{note}!", "{slack_messages}/x"] }\noutputs = { links = "links", site_url = "site" }'
    )
    (project.root / "iac" / "frontend").mkdir()
    (project.root / "iac" / "frontend" / "main.tf").write_text(FRONTEND)

    project.run("up")

    found, endpoint = project.outputs(), f"http://127.0.0.1:{project.emulator()['port']}"
    assert found["slack_messages"] == f"{endpoint}/_slipway/slack/123456789012"
    assert found["links"] == ["test: first!", f"{endpoint}/_slipway/slack/123456789012/x"]
    assert found["site_url"] == f"{endpoint}/_aws/cloudfront/d111111abcdef8/"


def test_what_is_posted_to_slack_can_be_read(project):
    project.run("up")
    assert project.run("slack").stderr == "nothing is posted yet\n"

    requests.post(f"{project.outputs()['slack_messages']}/services/x", json={"text": "site: started"}, timeout=30)

    assert project.run("slack").stdout.endswith("Z site: started\n")


def test_the_projects_repositories_are_known_to_the_local_aws(project):
    settings = project.root / "slipway.toml"
    settings.write_text(settings.read_text() + '[repositories]\n"example/site" = "."\n')

    project.run("up")

    known = json.loads((project.local / "control.json").read_text())["123456789012"]["repositories"]
    assert known == {"example/site": str(project.local / "repositories" / "example" / "site")}


def test_the_region_may_be_the_one_that_s3_takes_for_granted(project):
    settings = project.root / "slipway.toml"
    settings.write_text(settings.read_text().replace("eu-central-1", "us-east-1"))

    project.run("up")

    assert project.outputs()["region"] == "us-east-1"
    assert project.outputs()["note"] == "test: first"
