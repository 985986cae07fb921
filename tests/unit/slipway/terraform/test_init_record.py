"""What is recorded of the last init of a stack."""

import pytest

from slipway.terraform import init_record

REQUIRED = 'terraform {{\n  required_providers {{\n    aws = {{\n      version = "{}"\n    }}\n  }}\n}}\n'


@pytest.fixture
def folders(tmp_path):
    """A configuration and Terraform's working data, after an init."""
    data_directory = tmp_path / "data"
    (data_directory / "modules").mkdir(parents=True)
    (data_directory / "modules/modules.json").write_text('{"Modules": [{"Dir": "."}, {"Dir": "child"}]}')
    (data_directory / "terraform.tfstate").write_text("{}")
    (tmp_path / "child").mkdir()
    for folder in (tmp_path, tmp_path / "child"):
        (folder / "main.tf").write_text(REQUIRED.format(">= 5.100") + 'resource "aws_sqs_queue" "a" {}\n')
    (tmp_path / ".terraform.lock.hcl").write_text("5.100")
    init_record.write(tmp_path, data_directory)
    return tmp_path, data_directory


def test_a_change_of_resources_needs_no_init(folders):
    (folders[0] / "main.tf").write_text(REQUIRED.format(">= 5.100") + 'resource "aws_sqs_queue" "b" {}\n')

    assert init_record.is_current(*folders)


@pytest.mark.parametrize(
    ("name", "text"),
    [("main.tf", REQUIRED.format("6.0")), ("child/main.tf", REQUIRED.format("6.0")), (".terraform.lock.hcl", "6.0")],
)
def test_a_change_of_the_required_provider_needs_an_init(folders, name, text):
    (folders[0] / name).write_text(text)

    assert not init_record.is_current(*folders)


@pytest.mark.parametrize("name", ["terraform.tfstate", "modules/modules.json"])
@pytest.mark.parametrize("content", ["", '{"Modu'])
def test_an_init_on_a_full_disk_is_repeated(folders, name, content):
    file = folders[1] / name
    file.write_text(content)

    assert not init_record.is_current(*folders)
    init_record.remove_damaged(folders[1])
    assert not file.exists()


def test_what_terraform_can_read_stays(folders):
    init_record.remove_damaged(folders[1])

    assert init_record.is_current(*folders)


@pytest.mark.parametrize("name", ["terraform.tfstate", "initialized"])
def test_an_init_that_is_not_recorded_is_repeated(folders, name):
    (folders[1] / name).unlink()

    assert not init_record.is_current(*folders)
