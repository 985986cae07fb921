"""When a plan needs `terraform init`, with real Terraform and no provider."""

import json

import pytest
from repository import ROOT

from slipway.ci.initialization import run_initialized, set_up_backend
from slipway.terraform import Terraform, TerraformError, binary

MODULE = 'module "more" {\n  source = "./more"\n}\n'
SETTINGS = 'terraform {\n  backend "local" {\n    workspace_dir = "workspaces"\n  }\n}\n'


class CountingTerraform(Terraform):
    """Counts each init."""

    inits = 0

    def init(self, backend_config=None):
        self.inits += 1
        super().init(backend_config)


@pytest.fixture
def backend(tmp_path):
    file = tmp_path / "dev.s3.tfbackend"
    file.write_text(f"path = {json.dumps(str(tmp_path / 'first.tfstate'))}\n")
    return file


@pytest.fixture
def terraform(tmp_path):
    """Terraform in a configuration with a backend, a folder for a module, and nothing else."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more/main.tf").write_text('output "more" {\n  value = 1\n}\n')
    (tmp_path / "backend.tf").write_text(SETTINGS.replace('    workspace_dir = "workspaces"\n', ""))
    return CountingTerraform(tmp_path, binary=binary.find(ROOT), environment={}, data_dir=tmp_path / "data")


@pytest.fixture
def run(terraform, backend):
    """``run()`` plans; it returns how often init has run."""

    def run():
        run_initialized(terraform, backend, lambda: terraform.plan(lock=False), is_local=False)
        return terraform.inits

    assert run() == 1
    return run


def test_a_second_plan_needs_none(run, terraform, backend):
    assert run() == 1
    set_up_backend(terraform, backend)
    assert run() == 1


def test_another_backend_or_module_needs_another(run, backend, tmp_path):
    backend.write_text(f"path = {json.dumps(str(tmp_path / 'other.tfstate'))}\n")
    assert run() == 2
    (tmp_path / "main.tf").write_text(MODULE)
    assert run() == 3
    (tmp_path / "backend.tf").write_text(SETTINGS)
    assert run() == 4
    (tmp_path / ".terraform.lock.hcl").write_text("# another provider\n")
    assert run() == 5
    assert run() == 5


def test_a_plan_after_an_init_without_the_providers_needs_another(terraform, backend):
    set_up_backend(terraform, backend)
    run_initialized(terraform, backend, lambda: terraform.plan(lock=False), is_local=False)
    assert terraform.inits == 1


def test_a_plan_with_an_error_is_not_repeated(run, terraform, tmp_path):
    (tmp_path / "main.tf").write_text("output {}\n")
    with pytest.raises(TerraformError, match="Missing name for output"):
        run()
    assert terraform.inits == 1
