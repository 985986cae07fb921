"""The program ``terraform``: that on PATH, or the pinned release."""

import functools
import hashlib
import json
import logging
import os
import platform
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from slipway.errors import SlipwayError

if TYPE_CHECKING:
    import requests

_log = logging.getLogger(__name__)

MINIMUM = (1, 11)  # of write-only arguments
VERSION = "1.11.4"
# SHA-256 of the release's zips. HashiCorp signs the list that holds them, terraform_1.11.4_SHA256SUMS.
# With the checksums here, no other server can pass off another program as a release.
CHECKSUMS = {
    "darwin_amd64": "a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b",
    "darwin_arm64": "867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18",
    "linux_amd64": "1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc",
    "linux_arm64": "a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633",
}
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}  # uname's names that Terraform has another name for
_RELEASES = "https://releases.hashicorp.com/terraform"
_TIMEOUT = 30  # seconds for the release server to answer, and between two parts of its answer
_ADVICE = "install Terraform 1.11 or newer (https://developer.hashicorp.com/terraform/install) and put it on PATH"


def find(project: Path) -> Path:
    """Return Terraform: PATH's if it is 1.11 or newer, else the pinned release.

    The release is downloaded once, into ``.slipway/terraform`` of the project.
    ``SLIPWAY_TERRAFORM_RELEASES`` names another server, e.g. a mirror; its files must be the same.

    Raises:
        SlipwayError: there is none on PATH that is new enough, and the release can't be downloaded.
    """
    on_path = shutil.which("terraform")
    version = version_of(Path(on_path)) if on_path else None
    if on_path and version and version >= MINIMUM:
        return Path(on_path).absolute()
    binary = project / ".slipway" / "terraform" / f"{VERSION}_{platform_name()}" / "terraform"
    binary.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(binary.parent / "lock"):
        if not binary.exists():
            try:
                _download(binary)
            except SlipwayError as error:
                raise SlipwayError(f"{_complaint(on_path, version)}; {error}: {_ADVICE}") from error
    return binary


def platform_name() -> str:
    """Return Terraform's name for this machine's platform, e.g. ``linux_amd64``."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_ARCHITECTURES.get(machine, machine)}"


def version_of(binary: Path) -> tuple[int, int] | None:
    """Return the major and minor version of a Terraform, or None if it doesn't run or doesn't print them.

    The same file is asked once.
    """
    try:
        known = binary.stat()
    except OSError:
        return None
    return _version_of(binary, known.st_mtime_ns, known.st_ino)


@functools.lru_cache(maxsize=8)
def _version_of(binary: Path, _modified: int, _inode: int) -> tuple[int, int] | None:
    # Variables such as TF_CLI_ARGS may change any command.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    try:
        result = subprocess.run(
            [binary, "version", "-json"],
            env=environment | {"CHECKPOINT_DISABLE": "1"},
            capture_output=True,
            timeout=60,
            check=True,
        )
        major, minor, *_ = json.loads(result.stdout)["terraform_version"].split(".")
        return int(major), int(minor)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None


def _complaint(on_path: str | None, version: tuple[int, int] | None) -> str:
    if not on_path:
        return "there is no terraform on PATH"
    if not version:
        return f"{on_path} doesn't work"
    return f"{on_path} is too old ({version[0]}.{version[1]})"


def _download(binary: Path) -> None:
    """Download the release, and install its program when the checksum is right and it runs."""
    name = platform_name()
    if name not in CHECKSUMS:
        raise SlipwayError(f"there is no Terraform {VERSION} for {name}")
    base = os.environ.get("SLIPWAY_TERRAFORM_RELEASES") or _RELEASES
    url = f"{base.rstrip('/')}/{VERSION}/terraform_{VERSION}_{name}.zip"
    _log.info("downloading %s", url)
    archive, program = binary.with_name("download.zip"), binary.with_name("terraform.part")
    try:
        _fetch(url, archive, CHECKSUMS[name])
        _extract(archive, program)
        if version_of(program) is None:
            raise SlipwayError(f"the Terraform from {url} doesn't run on this machine")
        program.replace(binary)
    finally:
        archive.unlink(missing_ok=True)
        program.unlink(missing_ok=True)


def _fetch(url: str, file: Path, checksum: str) -> None:
    import requests  # noqa: PLC0415 - a slow import that only a download needs

    digest = hashlib.sha256()
    try:
        with requests.get(url, stream=True, timeout=_TIMEOUT) as response, file.open("wb") as output:
            response.raise_for_status()
            for chunk in response.iter_content(2**20):
                digest.update(chunk)
                output.write(chunk)
    except requests.RequestException as error:
        raise SlipwayError(f"{url} can't be downloaded ({_reason(error)})") from error
    if digest.hexdigest() != checksum:
        raise SlipwayError(f"{url} has the wrong checksum: {digest.hexdigest()} instead of {checksum}")


def _reason(error: "requests.RequestException") -> str:
    """Return the cause in a few words; the text of requests has the names of five classes."""
    import requests  # noqa: PLC0415 - as above

    if isinstance(error, requests.HTTPError):
        return f"the server answers {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate isn't trusted here"
    if isinstance(error, requests.ConnectionError | requests.Timeout | requests.exceptions.ChunkedEncodingError):
        return "no connection, or it broke"
    return str(error)


def _extract(archive: Path, program: Path) -> None:
    """Extract the program alone, to a path that no name in the archive can change."""
    try:
        with (
            zipfile.ZipFile(archive) as content,
            content.open("terraform") as source,
            program.open("wb") as target,
        ):
            shutil.copyfileobj(source, target)
    except (zipfile.BadZipFile, KeyError) as error:
        raise SlipwayError(f"the release of Terraform isn't a zip with a file `terraform` ({error})") from error
    program.chmod(0o755)
