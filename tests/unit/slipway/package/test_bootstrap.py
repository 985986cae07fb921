"""Apps with an executable that was built before."""

import zipfile

import pytest

from slipway.config.app import load_apps
from slipway.errors import SlipwayError


@pytest.fixture
def bootstrap(project):
    """The executable of send-mail."""
    (project / "apps/send-mail/app.toml").write_text('runtime = "provided.al2023"')
    (project / "apps/send-mail/send_mail.py").unlink()
    file = project / "apps/send-mail/bootstrap"
    file.write_bytes(b"\x7fELF")
    file.chmod(0o755)
    return file


def test_the_bootstrap_is_packaged_unchanged_and_executable(bootstrap, packaged, project):
    with zipfile.ZipFile(packaged("send-mail").path) as opened:
        (entry,) = opened.infolist()
        assert (entry.filename, oct(entry.external_attr >> 16)) == ("bootstrap", "0o100755")
        assert opened.read(entry) == b"\x7fELF"
    assert load_apps(project, ["send-mail"])[0].handler == "bootstrap"


@pytest.mark.parametrize("damage", ["missing", "not executable"])
def test_a_missing_bootstrap_is_an_error_with_the_architecture(damage, bootstrap, packaged):
    bootstrap.unlink() if damage == "missing" else bootstrap.chmod(0o644)
    with pytest.raises(SlipwayError, match="apps/send-mail has no executable bootstrap: build it for arm64 first"):
        packaged("send-mail")
