"""The copy of a configuration that Terraform works in."""

from pathlib import Path

import pytest

from slipway.errors import SlipwayError
from slipway.harness import configuration


@pytest.fixture
def repository(tmp_path):
    """A repository with a root configuration, two modules, an example, and Terraform's working data and state."""
    root = tmp_path / "repository"
    files = {
        "iac/app/main.tf": 'module "a" { source = "../../modules/a" }',
        "iac/app/.terraform.lock.hcl": "# locked",
        "iac/app/terraform.tfstate": "{}",
        "iac/app/terraform.tfstate.backup": "{}",
        "iac/app/.terraform/terraform.tfstate": "{}",
        "iac/app/templates/page.html": "page",
        "modules/a/main.tf": "",
        "modules/a/examples/basic/main.tf": 'module "a" { source = "../.." }',
        "docs/openapi.json": "{}",
        ".git/config": "",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def copy(repository, tmp_path):
    """``copy("iac/app")`` returns the folder of the copy."""
    return lambda source: configuration.copy(repository / source, tmp_path / "copy", repository)


def test_relative_paths_lead_where_they_did(copy, repository):
    copied = copy("iac/app")

    for path in ("../../modules/a/main.tf", "../../docs/openapi.json", "templates/page.html"):
        assert (copied / path).samefile(repository / "iac/app" / path)


def test_example_inside_of_its_module_finds_the_module(copy, repository):
    copied = copy("modules/a/examples/basic")

    assert (copied / "../../main.tf").samefile(repository / "modules/a/main.tf")
    assert (copied / "../../../../docs/openapi.json").exists()


def test_no_state_and_no_working_data_come_along_but_the_lock_file_does(copy):
    copied = copy("iac/app")

    assert sorted(path.name for path in copied.iterdir()) == [
        ".terraform.lock.hcl",
        "main.tf",
        "slipway_override.tf",
        "templates",
    ]


def test_what_is_written_to_the_copy_stays_there(copy, repository):
    (copy("iac/app") / "main.tf").write_text("changed")

    assert (repository / "iac/app/main.tf").read_text() != "changed"


def test_configuration_at_the_top_of_the_repository(repository, tmp_path):
    (repository / "main.tf").touch()

    copied = configuration.copy(repository, tmp_path / "copy", repository)

    assert (copied / "modules/a/main.tf").exists()
    assert not (copied / ".git").exists()


@pytest.mark.parametrize("folder", ["docs", "nothing/there"])
def test_folder_without_a_configuration_is_refused(copy, folder):
    with pytest.raises(SlipwayError, match=f"{folder} holds no Terraform configuration"):
        copy(folder)


def test_root_is_the_git_work_tree(repository):
    assert configuration.root_of(repository / "iac/app", repository / "iac") == repository


def test_root_without_git_is_the_project_or_else_the_configuration_itself(tmp_path):
    inside, outside = tmp_path / "project/iac", tmp_path / "elsewhere"

    assert configuration.root_of(inside, tmp_path / "project") == tmp_path / "project"
    assert configuration.root_of(outside, tmp_path / "project") == outside


@pytest.mark.parametrize("path", ["../../beside/module", "${path.module}/../../beside/module", "../.."])
def test_root_is_above_the_project_where_a_path_leads_out_of_it(tmp_path, path):
    source = tmp_path / "project/iac"
    (source / ".git").mkdir(parents=True)
    (source / "main.tf").write_text(f'module "a" {{\n  source = "{path}"\n}}\n')

    assert configuration.root_of(source, tmp_path / "project") == tmp_path


def test_path_above_the_top_of_the_file_system_leads_to_the_top(tmp_path):
    (tmp_path / "main.tf").write_text(f'locals {{\n  a = "{"../" * 99}etc"\n}}\n')

    assert configuration.root_of(tmp_path, tmp_path) == Path("/")


ALIASES = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.us_east_1, aws.backup]
    }
  }
}
"""
COMMENTED_ALIASES = """
terraform {
  required_providers {
    # configuration_aliases = [aws.first]
    aws = { /*
      configuration_aliases = [aws.second]
    */
      source = "https://example.com/aws" // configuration_aliases = [aws.third]
      configuration_aliases = [
        aws.us_east_1, # for a certificate [1], e.g. of CloudFront
        aws.backup,    // not aws.fourth
      ]
    }
  }
}
"""
JSON_ALIASES = (
    '{"terraform": {"required_providers": {"aws": {"configuration_aliases": ["aws.us_east_1", "aws.backup"]}}}}'
)


@pytest.mark.parametrize(
    ("file", "text"),
    [("versions.tf", ALIASES), ("versions.tf", COMMENTED_ALIASES), ("versions.tf.json", JSON_ALIASES)],
)
def test_providers_that_a_module_expects_from_its_caller_are_configured(copy, repository, file, text):
    (repository / "modules/a" / file).write_text(text)

    own = 'provider "aws" {\n  alias = "backup"\n}\n'
    assert (copy("modules/a") / "slipway_providers.tf").read_text() == (
        'provider "aws" {\n  alias = "us_east_1"\n  region = "us-east-1"\n}\n\n' + own
    )


def test_a_provider_that_the_module_configures_itself_is_not_configured_again(copy, repository):
    own = 'provider "aws" {\n  alias = "backup"\n}\n'
    (repository / "modules/a/versions.tf").write_text(ALIASES + own)

    assert "backup" not in (copy("modules/a") / "slipway_providers.tf").read_text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# configuration_aliases = [aws.us_east_1]",
        "  // configuration_aliases = [aws.x]",
        "locals {} # configuration_aliases = [aws.x]",
        "/*\nconfiguration_aliases = [aws.x]\n*/",
    ],
)
def test_without_aliases_no_provider_is_configured(copy, repository, text):
    (repository / "modules/a/versions.tf").write_text(text)

    assert not (copy("modules/a") / "slipway_providers.tf").exists()
