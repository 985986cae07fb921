import hashlib
import io
import stat
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from slipway.errors import SlipwayError
from slipway.terraform import binary

PROGRAM = """#!/bin/sh
echo '{"terraform_version": "%s"}'
"""


def archive(program: str, name: str = "terraform") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as content:
        content.writestr("LICENSE.txt", "a licence")
        content.writestr(name, program)
    return buffer.getvalue()


class Releases:
    """A release server on a loopback address."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.cut = False
        releases = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                releases.requests.append(self.path)
                content = releases.files.get(self.path)
                self.send_response(200 if content is not None else 404)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write((content or b"")[: 10 if releases.cut else None])

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def releases(monkeypatch):
    server = Releases()
    monkeypatch.setenv("SLIPWAY_TERRAFORM_RELEASES", server.url)
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def path(monkeypatch, tmp_path):
    """A PATH without Terraform, on a Linux machine with an x86_64 processor."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    return folder


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def install(path, program):
    file = path / "terraform"
    file.write_text(program)
    file.chmod(0o755)
    return file


def publish(releases, monkeypatch, content, platform="linux_amd64"):
    version = binary.VERSION
    releases.files[f"/{version}/terraform_{version}_{platform}.zip"] = content
    monkeypatch.setitem(binary.CHECKSUMS, platform, hashlib.sha256(content).hexdigest())


def remaining_files(project):
    return {file.name for file in project.rglob("*") if file.is_file()} - {"lock"}


@pytest.mark.parametrize("version", ["1.11.0", "1.12.4", "1.14.0-rc1", "2.0.0"])
def test_the_terraform_on_path_is_used_when_it_is_new_enough(path, project, version):
    file = install(path, PROGRAM % version)

    assert binary.find(project) == file
    assert remaining_files(project) == set()


@pytest.mark.parametrize("program", [PROGRAM % "1.10.5", "#!/bin/sh\nexit 127\n", "no program"])
def test_one_on_path_that_is_too_old_or_broken_is_passed_over(path, project, releases, monkeypatch, program):
    install(path, program)
    publish(releases, monkeypatch, archive(PROGRAM % "1.11.4"))

    assert binary.find(project).is_relative_to(project)


def test_the_release_is_downloaded_once_into_the_project(project, releases, monkeypatch):
    publish(releases, monkeypatch, archive(PROGRAM % "1.11.4"))

    first, second = binary.find(project), binary.find(project)

    assert first == second == project / ".slipway" / "terraform" / "1.11.4_linux_amd64" / "terraform"
    assert binary.version_of(first) == (1, 11)
    assert stat.S_IMODE(first.stat().st_mode) == 0o755
    assert releases.requests == ["/1.11.4/terraform_1.11.4_linux_amd64.zip"]
    assert remaining_files(project) == {"terraform"}


def test_several_processes_download_it_once(project, releases, monkeypatch):
    publish(releases, monkeypatch, archive(PROGRAM % "1.11.4"))

    with ThreadPoolExecutor() as pool:
        found = set(pool.map(binary.find, [project] * 4))

    assert len(found) == 1
    assert len(releases.requests) == 1


@pytest.mark.parametrize(
    ("system", "machine", "platform"),
    [("Darwin", "arm64", "darwin_arm64"), ("Linux", "aarch64", "linux_arm64"), ("Darwin", "x86_64", "darwin_amd64")],
)
def test_each_platform_gets_its_own_release(project, releases, monkeypatch, system, machine, platform):
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    publish(releases, monkeypatch, archive(PROGRAM % "1.11.4"), platform)

    binary.find(project)

    assert releases.requests == [f"/1.11.4/terraform_1.11.4_{platform}.zip"]


def test_a_release_with_another_checksum_is_refused_and_not_kept(project, releases, monkeypatch):
    publish(releases, monkeypatch, archive(PROGRAM % "1.11.4"))
    releases.files = dict.fromkeys(releases.files, archive(PROGRAM % "1.11.4" + "curl evil.example.com"))

    with pytest.raises(SlipwayError, match="wrong checksum"):
        binary.find(project)

    assert remaining_files(project) == set()


def test_a_download_that_breaks_off_is_not_kept_and_the_next_run_gets_it(project, releases, monkeypatch):
    publish(releases, monkeypatch, archive(PROGRAM % "1.11.4"))
    releases.cut = True
    with pytest.raises(SlipwayError, match=r"can't be downloaded \(no connection, or it broke\)"):
        binary.find(project)
    assert remaining_files(project) == set()

    releases.cut = False

    assert binary.version_of(binary.find(project)) == (1, 11)


def test_what_a_killed_download_left_is_not_taken_for_terraform(project, releases, monkeypatch):
    publish(releases, monkeypatch, archive(PROGRAM % "1.11.4"))
    folder = project / ".slipway" / "terraform" / "1.11.4_linux_amd64"
    folder.mkdir(parents=True)
    (folder / "download.zip").write_bytes(b"PK")
    (folder / "terraform.part").write_bytes(b"\x7fELF")

    binary.find(project)

    assert remaining_files(project) == {"terraform"}


def test_a_missing_release_says_what_the_server_answered(project, releases):
    with pytest.raises(SlipwayError, match=r"there is no terraform on PATH; http.* answers 404 .*: install Terraform"):
        binary.find(project)


def test_without_a_network_the_message_says_so_and_what_to_do(project, releases):
    releases.stop()

    with pytest.raises(SlipwayError) as raised:
        binary.find(project)

    assert "no connection" in str(raised.value)
    assert "install Terraform 1.11 or newer (https://" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_message_names_the_terraform_that_is_too_old(path, project, releases):
    file = install(path, PROGRAM % "1.5.7")

    with pytest.raises(SlipwayError, match=rf"{file} is too old \(1\.5\)"):
        binary.find(project)


def test_the_message_names_the_terraform_that_does_not_run(path, project, releases):
    file = install(path, "#!/bin/sh\nexit 1\n")

    with pytest.raises(SlipwayError, match=f"{file} doesn't work"):
        binary.find(project)


def test_a_platform_without_a_known_release_is_named_and_nothing_is_asked(project, releases, monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")

    with pytest.raises(SlipwayError, match=r"no Terraform 1\.11\.4 for linux_riscv64"):
        binary.find(project)

    assert releases.requests == []


@pytest.mark.parametrize("content", [b"<html>", archive("x", name="../../terraform")], ids=["no zip", "another file"])
def test_a_release_that_is_not_a_zip_with_terraform_in_it_is_refused(project, releases, monkeypatch, content):
    publish(releases, monkeypatch, content)

    with pytest.raises(SlipwayError, match="isn't a zip with a file `terraform`"):
        binary.find(project)

    assert remaining_files(project.parent) == set()


def test_a_release_that_does_not_run_here_is_refused_and_not_kept(project, releases, monkeypatch):
    publish(releases, monkeypatch, archive("\x7fELF of another processor"))

    with pytest.raises(SlipwayError, match="doesn't run on this machine"):
        binary.find(project)

    assert remaining_files(project) == set()


def test_the_shells_terraform_settings_do_not_disturb(path, project, monkeypatch):
    file = install(path, '#!/bin/sh\n[ -z "$TF_CLI_ARGS" ] && echo \'{"terraform_version": "1.11.4"}\'\n')
    monkeypatch.setenv("TF_CLI_ARGS", "-no-such-flag")

    assert binary.find(project) == file


def test_a_checksum_is_pinned_for_every_supported_platform():
    assert set(binary.CHECKSUMS) == {"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"}
    assert all(len(bytes.fromhex(checksum)) == 32 for checksum in binary.CHECKSUMS.values())


def test_a_terraform_is_asked_for_its_version_again_when_it_is_another_file(path, project):
    file = install(path, '#!/bin/sh\necho x >> $0.asked\necho \'{"terraform_version": "1.12.0"}\'\n')
    assert [binary.version_of(file) for _ in range(3)] == [(1, 12)] * 3
    assert file.with_name(f"{file.name}.asked").read_text() == "x\n"

    install(path, PROGRAM % "1.13.0")
    assert binary.version_of(file) == (1, 13)
    file.unlink()
    assert binary.version_of(file) is None
