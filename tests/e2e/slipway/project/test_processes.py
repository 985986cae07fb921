"""`slipway up` and `down` as processes, each project with its own local AWS."""

import os
import socket

from slipway.local import emulator


def test_another_port_is_used_while_the_default_one_is_in_use(project, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        default = other.getsockname()[1]  # a port of this test: at any moment, another test can take or leave 4566
        monkeypatch.setattr(emulator, "DEFAULT_PORT", default)

        stderr = project.run("up").stderr

        port = project.emulator().port
        assert port != default
        assert f"port {default} is in use by another program: the local AWS listens on {port}\n" in stderr
        assert project.outputs()["note"] == "test: first"


def test_down_leaves_no_process_port_or_folder_and_can_be_repeated(project, assert_ended):
    project.run_process("down")
    project.run_process("up")
    port = project.emulator().port

    assert project.run_process("down").stdout == ""

    assert_ended(project.root)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert not project.local.exists()
    # README.md: environments, downloads, logs and a snapshot stay. The others are locks, and the settings of the
    # provider mirror.
    stays = {path.name for path in (project.root / ".slipway").iterdir()}
    assert {"environments", "logs", "snapshots"} <= stays <= {
        "environments", "logs", "modules", "snapshots", "plugin-cache", "provider-schemas", "terraform",
        "provider-mirror.tfrc", "local.lock", "up.lock",
    }  # fmt: skip
    assert {path.name for path in project.root.iterdir()} == {".slipway", "iac", "slipway.toml"}
    assert [path.name for path in project.stack.iterdir()] == ["main.tf"]
    project.run_process("down")
    assert "isn't running" in project.run_process("outputs", expect=1).stderr


def test_without_terraform_and_network_the_error_has_advice(project, tmp_path):
    (tmp_path / "empty").mkdir()
    environment = {
        **os.environ,
        "PATH": str(tmp_path / "empty"),
        "SLIPWAY_TERRAFORM_RELEASES": "http://127.0.0.1:1",
    }

    last = project.run_process("up", expect=1, env=environment).stderr.splitlines()[-1]

    assert last.startswith("slipway: there is no terraform on PATH; http://127.0.0.1:1/")
    assert "install Terraform 1.11 or newer" in last
