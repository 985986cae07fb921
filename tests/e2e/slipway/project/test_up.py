"""`slipway up` and the other commands for a project, in this process."""

import json

import pytest
import requests

pytestmark = [pytest.mark.xdist_group("up"), pytest.mark.slow(150)]  # with one local AWS


@pytest.fixture
def project(project_in_account):
    return project_in_account


@pytest.fixture
def states():
    """``states(project)`` returns time and hash of each stack's state."""

    def states(project):
        listed = project.client("s3").list_objects_v2(Bucket="terraform-state")["Contents"]
        return {state["Key"]: (state["LastModified"], state["ETag"]) for state in listed}

    return states


def test_a_second_up_changes_nothing_and_prints_the_same_outputs(project, states):
    first = project.run("up").stdout
    before, emulator = states(project), project.emulator()

    second = project.run("up").stdout

    assert second == first
    assert "note              test: first\n" in first
    assert list(before) == ["notes.tfstate"]
    assert states(project) == before
    assert project.emulator() == emulator
    assert "No changes." in project.log.read_text()
    assert "Initializing" not in project.log.read_text()


def test_only_the_named_stacks_are_applied_with_the_outputs_of_the_last_run(project, states):
    (project.root / "iac" / "other").mkdir()
    (project.root / "iac" / "other" / "main.tf").write_text((project.stack / "main.tf").read_text())
    other = """
    [stacks.other]
    directory = "iac/other"
    variables = { text = "after {note}", pause = "none" }
    outputs = { other = "note" }
    """
    project.configure(more=other)

    assert project.run("up", "notess", expect=1).stderr == (
        "slipway: slipway.toml has no stack 'notess' (did you mean 'notes'?); there are notes, other\n"
    )
    assert project.run("up", "other", expect=1).stderr.endswith(
        "slipway: iac/other needs note of iac/notes, which isn't applied yet: `slipway up notes other`\n"
    )
    project.run("up", "notes")
    assert list(states(project)) == ["notes.tfstate"]
    assert project.outputs()["note"] == "test: first"
    assert "other" not in project.outputs()

    project.configure(text="second", more=other)
    shown = project.run("up", "other")
    assert "other             test: after test: first\n" in shown.stdout
    assert "Apply iac/notes" not in shown.stderr
    assert project.outputs()["note"] == "test: first"

    project.run("up")
    outputs = project.outputs()
    assert outputs["other"] == "test: after test: second"

    project.run("up", "notes")
    assert list(project.outputs().items()) == list(outputs.items())


def test_init_is_run_again_if_terraform_requires_it(project):
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


def test_a_new_output_is_missing_until_the_next_up(project):
    project.run("up")
    project.configure(outputs='note = "note", twice = "note"')

    assert project.run("outputs", expect=1).stderr == (
        "slipway: iac/notes isn't applied to the local AWS yet: run `make up`\n"
    )
    project.run("up")
    assert project.outputs()["twice"] == "test: first"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("iac/notes", "iac/none"), "[stacks.notes] of slipway.toml: there is no Terraform in {root}/iac/none"),
        (('note = "note"', 'note = "nota"'), "slipway.toml: iac/notes has no output 'nota'; there are: note"),
        (('text = "first"', 'txt = "first"'), "{root}/iac/notes has no variable 'txt'; it declares "),
        (('"first"', '"refused"'), "terraform failed in iac/notes"),
        (("outputs = ", 'check = "http://127.0.0.1:1"\noutputs = '), "GET http://127.0.0.1:1 got no response"),
        (("outputs = ", 'check = "{aws_endpoint_url}/x"\noutputs = '), "GET http://127.0.0.1:{port}/x answered "),
    ],
)
def test_an_error_in_the_project_is_the_last_line(project, change, message):
    settings = project.root / "slipway.toml"
    settings.write_text(settings.read_text().replace(*change))

    last = project.run("up", expect=1).stderr.splitlines()[-1]

    port = project.emulator().port if "{port}" in message else None
    assert last.startswith(f"slipway: {message.format(root=project.root, port=port)}")


def test_a_failed_apply_shows_terraforms_error_once_and_the_log_file(project):
    project.configure(text="refused")

    stderr = project.run("up", expect=1).stderr

    assert stderr.count("Error: local-exec provisioner error") == 1
    assert "  |   with terraform_data.note,\n" in stderr
    assert f"  complete output: {project.log}\n" in stderr
    assert "terraform_data.note: Creating..." in project.log.read_text()


def test_example_items_are_added_once_and_the_check_is_made(project):
    (project.root / "items.json").write_text(json.dumps([{"id": "1", "text": "example"}]))
    project.add_aws_resources()
    project.configure(
        outputs='notes_table = "table"',
        more='seed = { table = "notes_table", items = "items.json" }\n'
        'check = "{aws_endpoint_url}/_ministack/health?{notes_table}"',
    )

    project.run("up")
    dynamodb = project.client("dynamodb")
    changed = {"id": {"S": "1"}, "text": {"S": "changed"}}
    dynamodb.put_item(TableName="notes", Item=changed)

    project.run("up")

    assert "No changes." in project.log.read_text()
    assert dynamodb.scan(TableName="notes")["Items"] == [changed]
    assert project.run("seed").stdout == "notes: 0 added, 1 existed\n"


# Its outputs are its variables, so it needs no resources.
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


def test_a_stack_can_use_outputs_of_an_earlier_one_and_has_local_urls(project):
    project.configure(
        more='[stacks.frontend]\ndirectory = "iac/frontend"\n'
        'variables = { links = ["{note}!", "{slack_messages}/x"] }\noutputs = { links = "links", site_url = "site" }'
    )
    (project.root / "iac" / "frontend").mkdir()
    (project.root / "iac" / "frontend" / "main.tf").write_text(FRONTEND)

    project.run("up")

    outputs, endpoint = project.outputs(), f"http://127.0.0.1:{project.emulator().port}"
    assert outputs["slack_messages"] == f"{endpoint}/_slipway/slack/{project.account}"
    assert outputs["links"] == ["test: first!", f"{endpoint}/_slipway/slack/{project.account}/x"]
    assert outputs["site_url"] == f"{endpoint}/_aws/cloudfront/d111111abcdef8/"


# Creates a file, and is complete when another stack has created its own.
MEETING = """
terraform {{
  backend "s3" {{}}
}}
variable "region" {{ type = string }}
variable "environment" {{ type = string }}
variable "first" {{
  type    = string
  default = ""
}}
resource "terraform_data" "first" {{
  input = "first of {name}"
}}
resource "terraform_data" "meeting" {{
  depends_on = [terraform_data.first]
  provisioner "local-exec" {{
    command = "touch {root}/{name} && until test -e {root}/{other}; do sleep 0.1; done"
  }}
}}
output "first" {{ value = terraform_data.first.output }}
output "all" {{ value = "${{terraform_data.meeting.id}} ${{var.first}}" }}
"""


@pytest.fixture
def meeting_stacks(project):
    """``meeting_stacks(a=…, b=…)`` adds two stacks, with these lines of settings, that are complete only together."""

    def add(**settings):
        stacks = (
            f'[stacks.{name}]\ndirectory = "iac/{name}"\n'
            f'outputs = {{ first_{name} = "first", all_{name} = "all" }}\n{lines}'
            for name, lines in settings.items()
        )
        project.configure(more="\n".join(stacks))
        for name, other in (("a", "b"), ("b", "a")):
            (project.root / "iac" / name).mkdir()
            (project.root / "iac" / name / "main.tf").write_text(
                MEETING.format(name=name, other=other, root=project.root)
            )

    return add


def test_stacks_that_need_no_outputs_of_each_other_are_applied_at_the_same_time(project, meeting_stacks):
    meeting_stacks(a="", b="")

    project.run("up")

    assert list(project.outputs())[-4:] == ["first_a", "all_a", "first_b", "all_b"]


def test_a_stack_begins_when_the_first_resources_of_another_have_the_outputs_that_it_needs(project, meeting_stacks):
    meeting_stacks(a='create_first = ["terraform_data.first"]', b='variables = { first = "{first_a}" }')

    project.run("up")

    assert project.outputs()["all_b"].endswith(" first of a")
    again = project.run("up").stderr
    # It needn't wait until the other one, which is expected to be unchanged, is planned.
    assert again.index("Apply iac/b …") < again.index("Apply iac/a: ")


def test_a_stack_is_not_begun_if_one_that_it_needs_has_failed(project):
    project.configure(
        text="refused", more='[stacks.after]\ndirectory = "iac/after"\nvariables = { links = ["{note}"] }'
    )
    (project.root / "iac" / "after").mkdir()
    (project.root / "iac" / "after" / "main.tf").write_text(FRONTEND)

    stderr = project.run("up", expect=1).stderr

    assert "Apply iac/after" not in stderr
    assert stderr.splitlines()[-1] == "slipway: terraform failed in iac/notes"


def test_a_resource_that_was_deleted_is_created_again_although_nothing_has_changed(project):
    project.add_aws_resources()
    project.run("up")
    project.client("dynamodb").delete_table(TableName="notes")

    project.run("up")

    assert project.client("dynamodb").list_tables()["TableNames"] == ["notes"]


def test_messages_to_slack_can_be_read(project):
    project.run("up")
    assert project.run("slack").stderr == "nothing is posted yet\n"

    requests.post(f"{project.outputs()['slack_messages']}/services/x", json={"text": "site: started"}, timeout=30)

    assert project.run("slack").stdout.endswith("Z site: started\n")


def test_the_projects_repositories_are_registered_with_the_local_aws(project):
    settings = project.root / "slipway.toml"
    settings.write_text(settings.read_text() + '[repositories]\n"example/site" = "."\n')

    project.run("up")

    registered = json.loads((project.local / "control.json").read_text())[project.account]["repositories"]
    assert registered == {"example/site": str(project.local.resolve() / "repositories" / "example" / "site")}


def test_the_region_can_be_us_east_1(project):
    settings = project.root / "slipway.toml"
    settings.write_text(settings.read_text().replace("eu-central-1", "us-east-1"))

    project.run("up")

    assert project.outputs()["region"] == "us-east-1"
    assert project.outputs()["note"] == "test: first"
