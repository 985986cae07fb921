"""Which provider Terraform can use while it is kept running."""

import json

import pytest
from fake_provider import FAKE, make_data_dir

from slipway.terraform.provider_use import find_use


@pytest.fixture
def data_dir(tmp_path):
    """Terraform's working data after ``terraform init``, with the fake provider."""
    return make_data_dir(tmp_path / "data", FAKE)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "configuration"
    folder.mkdir()
    return folder


def test_configuration_without_the_provider_uses_none(tmp_path, folder):
    assert find_use(folder, tmp_path / "data") is None


def test_types_are_those_of_the_configuration_and_the_state(data_dir, folder):
    (folder / "main.tf").write_text('resource "aws_sqs_queue" "this" {\n}\n')

    use = find_use(folder, data_dir, '{"type": "aws_sns_topic"}')

    assert use.types == {"aws_sqs_queue", "aws_sns_topic"}
    assert use.directory is None


@pytest.mark.parametrize(
    "configuration",
    [
        'provider "aws" {\n}\nprovider "aws" {\n  alias = "us"\n}\n',
        'provider "aws" {\n  alias  = "us"\n}\n',
        'provider "aws" {\n}\n  provider aws {\n}\n',
    ],
)
def test_provider_that_is_configured_more_than_once_is_left_to_terraform(data_dir, folder, configuration):
    (folder / "main.tf").write_text(configuration)

    assert find_use(folder, data_dir) is None


@pytest.mark.parametrize(
    ("argument", "reads_files"),
    [
        ('filename = "${path.module}/code.zip"', True),
        ("zip_file=var.zip", True),
        ('filename = abspath("${path.module}/code.zip")', False),
        ("source_code_hash = filebase64sha256(var.zip)", False),
    ],
)
def test_provider_that_reads_local_files_runs_beside_them(data_dir, folder, argument, reads_files):
    (folder / "main.tf").write_text(f'resource "aws_lambda_function" "this" {{\n  {argument}\n}}\n')

    assert find_use(folder, data_dir).directory == (folder if reads_files else None)


@pytest.mark.parametrize(
    ("body", "reads_files"),
    [
        ('key = "a-${var.name}"\n  source = "${path.module}/a.zip"', True),
        ('source = abspath("${path.module}/a.zip")', False),
        ('content_base64 = filebase64("a.zip")', False),
        ('content = "a"\n}\nmodule "other" {\n  source = "./other"', False),
    ],
)
def test_provider_that_reads_the_file_of_an_object_does_so_too(data_dir, folder, body, reads_files):
    (folder / "main.tf").write_text(f'resource "aws_s3_object" "this" {{\n  {body}\n}}\n')

    assert find_use(folder, data_dir).directory == (folder if reads_files else None)


def test_provider_is_the_locked_one_of_several_versions(data_dir, folder):
    for version in ("5.99.0", "5.101.0"):
        make_data_dir(data_dir, FAKE, version)
    address = 'provider "registry.terraform.io/hashicorp/{}" {{\n  version = "{}"\n}}\n'
    locks = [address.format("random", "5.99.0"), address.format("aws", "5.100.0")]
    (folder / ".terraform.lock.hcl").write_text("\n".join(locks))

    assert "/5.100.0/" in str(find_use(folder, data_dir).binary)


def test_locked_version_that_is_not_installed_is_left_to_terraform(data_dir, folder):
    (folder / ".terraform.lock.hcl").write_text(
        'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "6.0.0"\n}\n'
    )

    assert find_use(folder, data_dir) is None


def test_configurations_of_modules_count_too(data_dir, folder, tmp_path):
    (folder / "main.tf").write_text('provider "aws" {\n  region = "eu-central-1"\n}\n')
    assert find_use(folder, data_dir)

    (tmp_path / "main.tf").write_text('provider "aws" {\n  region = "us-east-1"\n}\n')
    manifest = {"Modules": [{"Key": "", "Dir": "."}, {"Key": "child", "Dir": ".."}]}
    (data_dir / "modules").mkdir()
    (data_dir / "modules/modules.json").write_text(json.dumps(manifest))

    assert find_use(folder, data_dir) is None
