import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from slipway.errors import SlipwayError
from slipway.terraform import provider_mirror
from slipway.terraform.binary import platform_name

PROVIDER = "registry.terraform.io/hashicorp/aws"


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    """A machine without a mirror or a configuration."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    monkeypatch.setenv("XDG_DATA_DIRS", f"{tmp_path / 'data-1'}:{tmp_path / 'data-2'}")
    monkeypatch.setattr(provider_mirror, "_PARENTS", (tmp_path / "opt", tmp_path / "share"))
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("TF_CLI_CONFIG_FILE", "SLIPWAY_PROVIDER_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def unpacked(mirror: Path, version: str = "5.100.0", platform: str | None = None) -> Path:
    folder = mirror / PROVIDER / version / (platform or platform_name())
    folder.mkdir(parents=True)
    (folder / f"terraform-provider-aws_v{version}_x5").touch()
    return mirror


def packed(mirror: Path, version: str = "5.100.0", platform: str | None = None) -> Path:
    folder = mirror / PROVIDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"terraform-provider-aws_{version}_{platform or platform_name()}.zip").touch()
    return mirror


def mirror_path(configuration: Path | None) -> str:
    assert configuration is not None
    line = next(line for line in configuration.read_text().splitlines() if "path" in line)
    return line.split('"')[1]


def test_without_a_mirror_terraform_uses_the_registry_and_nothing_is_written(machine):
    assert provider_mirror.cli_configuration(machine / "out") is None
    assert not (machine / "out").exists()


@pytest.mark.parametrize("layout", [unpacked, packed])
def test_a_mirror_right_below_opt_is_found_in_both_of_terraforms_layouts(machine, layout):
    mirror = layout(machine / "opt" / "plugins")

    assert mirror_path(provider_mirror.cli_configuration(machine / "out")) == str(mirror)


@pytest.mark.parametrize(
    "place", ["home/.terraform.d/plugins", "data-home/terraform/plugins", "data-2/terraform/plugins", "share/mirror"]
)
def test_every_usual_place_is_looked_at(machine, place):
    mirror = unpacked(machine / place)

    assert mirror_path(provider_mirror.cli_configuration(machine / "out")) == str(mirror)


def test_a_mac_has_other_places(machine, monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    mirror = unpacked(machine / "home/Library/Application Support/io.terraform/plugins")

    assert mirror_path(provider_mirror.cli_configuration(machine / "out")) == str(mirror)


def test_the_directory_that_the_user_names_comes_first(machine, monkeypatch):
    unpacked(machine / "home/.terraform.d/plugins")
    named = unpacked(machine / "named")
    monkeypatch.setenv("SLIPWAY_PROVIDER_MIRROR", str(named))

    assert mirror_path(provider_mirror.cli_configuration(machine / "out")) == str(named)


def test_a_named_directory_without_the_provider_is_an_error_that_says_so(machine, monkeypatch):
    monkeypatch.setenv("SLIPWAY_PROVIDER_MIRROR", str(machine / "empty"))

    with pytest.raises(SlipwayError, match=r"SLIPWAY_PROVIDER_MIRROR: no .*hashicorp/aws .* in .*empty"):
        provider_mirror.cli_configuration(machine / "out")


@pytest.mark.parametrize("layout", [unpacked, packed])
@pytest.mark.parametrize(
    ("version", "platform"),
    [("5.99.1", None), ("7.0.0", None), ("6.0.0-beta1", None), ("5.100.0", "solaris_amd64")],
)
def test_a_mirror_that_lacks_an_accepted_version_for_this_platform_does_not_count(machine, layout, version, platform):
    layout(machine / "opt" / "plugins", version, platform)

    assert provider_mirror.cli_configuration(machine / "out") is None


def test_the_first_mirror_that_really_holds_the_provider_is_taken(machine):
    unpacked(machine / "opt" / "a", "5.99.1")
    mirror = packed(machine / "opt" / "b", "6.2.0")

    assert mirror_path(provider_mirror.cli_configuration(machine / "out")) == str(mirror)


def test_a_folder_for_this_platform_with_nothing_in_it_does_not_count(machine):
    (machine / "opt" / "plugins" / PROVIDER / "5.100.0" / platform_name()).mkdir(parents=True)

    assert provider_mirror.cli_configuration(machine / "out") is None


def test_a_configuration_of_the_users_own_wins(machine, monkeypatch):
    unpacked(machine / "opt" / "plugins")
    own = machine / "own.tfrc"
    own.touch()
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(own))

    assert provider_mirror.cli_configuration(machine / "out") == own


def test_a_variable_that_names_no_file_is_ignored(machine, monkeypatch):
    mirror = unpacked(machine / "opt" / "plugins")
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(machine / "missing.tfrc"))

    assert mirror_path(provider_mirror.cli_configuration(machine / "out")) == str(mirror)


def test_the_users_terraformrc_wins_when_it_says_where_providers_come_from(machine):
    unpacked(machine / "opt" / "plugins")
    own = machine / "home" / ".terraformrc"
    own.write_text("provider_installation {\n  direct {}\n}\n")

    assert provider_mirror.cli_configuration(machine / "out") == own


def test_a_terraformrc_about_other_things_hides_no_mirror(machine):
    mirror = unpacked(machine / "opt" / "plugins")
    (machine / "home" / ".terraformrc").write_text("disable_checkpoint = true\n")

    assert mirror_path(provider_mirror.cli_configuration(machine / "out")) == str(mirror)


def test_terraform_takes_the_provider_from_the_mirror_even_if_no_registry_answers(machine, monkeypatch):
    """The mirror's provider isn't a real one; that Terraform installed it shows that it looked there."""
    mirror = unpacked(machine / 'odd "name"')
    monkeypatch.setenv("SLIPWAY_PROVIDER_MIRROR", str(mirror))
    configuration = provider_mirror.cli_configuration(machine / "out")
    root = machine / "root"
    root.mkdir()
    (root / "main.tf").write_text(
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
    )
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(configuration))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # nobody listens on the discard port

    result = subprocess.run(["terraform", "init", "-no-color"], cwd=root, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr
    assert "Installed hashicorp/aws v5.100.0" in result.stdout


def test_threads_that_write_it_at_the_same_time_do_not_meet(machine, monkeypatch):
    together = threading.Barrier(8)
    write = Path.write_text

    def write_together(self, text):
        write(self, text)
        together.wait(timeout=10)

    unpacked(machine / "opt" / "plugins")
    monkeypatch.setattr(Path, "write_text", write_together)
    with ThreadPoolExecutor(8) as pool:
        assert len({*pool.map(provider_mirror.cli_configuration, [machine / "out"] * 8)}) == 1
