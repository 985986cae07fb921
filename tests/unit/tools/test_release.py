"""tools/release.py: what it refuses, and that the repository's version agrees everywhere."""

import importlib.util
import re

import pytest
from repository import ROOT

CHANGELOG = "# Changelog\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- Two.\n\n## [0.1.0] - 2026-11-21\n\n- One.\n"


def load_module():
    spec = importlib.util.spec_from_file_location("release", ROOT / "tools" / "release.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


release = load_module()


@pytest.fixture
def project(tmp_path):
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    for folder in ("", "emulator"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "pyproject.toml").write_text('[project]\nname = "a"\nversion = "0.2.0"\n')
    return tmp_path


def test_the_version_is_that_of_every_distribution(project):
    assert release.distributions(project) == [project, project / "emulator"]
    assert release.version_of(project) == "0.2.0"
    assert release.version_of(project, "v0.2.0") == "0.2.0"


def test_distributions_of_several_versions_are_refused(project):
    (project / "emulator" / "pyproject.toml").write_text('[project]\nname = "b"\nversion = "0.1.0"\n')
    with pytest.raises(release.ReleaseError, match=r"pyproject.toml 0.2.0, emulator/pyproject.toml 0.1.0"):
        release.version_of(project)


def test_a_tag_of_another_version_is_refused(project):
    with pytest.raises(release.ReleaseError, match=r"the tag is v0.3.0, but the version is 0.2.0: write v0.2.0"):
        release.version_of(project, "v0.3.0")


def test_the_notes_are_the_section_of_the_version(project):
    assert release.notes(project, "0.2.0") == "### Added\n\n- Two.\n"
    assert release.notes(project, "0.1.0") == "- One.\n"


def test_a_version_without_a_section_is_refused(project):
    with pytest.raises(release.ReleaseError, match=r"no section ## \[0.3.0\]"):
        release.notes(project, "0.3.0")


def test_a_version_without_a_date_is_refused(project):
    (project / "CHANGELOG.md").write_text("## [0.2.0] - unreleased\n\n- Two.\n")
    with pytest.raises(release.ReleaseError, match=r"\[0.2.0\] is unreleased: write the date"):
        release.notes(project, "0.2.0")


def test_the_changelog_has_a_section_for_the_version_of_the_repository():
    version = release.version_of(ROOT)
    assert f"## [{version}] - " in (ROOT / "CHANGELOG.md").read_text()


def test_documentation_refers_to_the_version_of_the_repository():
    """In the reference of a module's source and in the name of a package."""
    version = release.version_of(ROOT)
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("modules/**/*.md")]
    references = [
        found for page in pages for found in re.findall(r"\?ref=v([\w.]+)|slipway-(\d[\d.]*\d)", page.read_text())
    ]
    assert len(references) >= 2
    assert {part for found in references for part in found if part} == {version}
