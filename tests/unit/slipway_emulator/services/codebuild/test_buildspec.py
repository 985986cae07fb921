"""https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html"""

import pytest

from slipway_emulator.services.codebuild import buildspec
from slipway_emulator.services.codebuild.errors import PhaseError

FULL = """
version: 0.2
env:
  shell: bash
  variables: {NAME: value, NUMBER: 1, SWITCH: yes}
  parameter-store: {PARAMETER: /a/b}
  secrets-manager: {SECRET: "id:key"}
  exported-variables: [NAME]
phases:
  install:
    runtime-versions: {python: 3.13}
    commands: [one]
  build:
    on-failure: CONTINUE
    commands: [two, "echo 3"]
    finally: [last]
artifacts:
  files: ['**/*']
  exclude-paths: ['*.log']
  base-directory: out
  discard-paths: yes
  name: name-$(date)
  secondary-artifacts:
    docs: {files: [docs/**/*]}
"""


def parse(text):
    return buildspec.parse(f"version: 0.2\n{text}")


def test_all_fields_are_parsed():
    spec = buildspec.parse(FULL)

    assert spec.shell == "/bin/bash"
    assert spec.variables == {"NAME": "value", "NUMBER": "1", "SWITCH": "yes"}
    assert (spec.parameters, spec.secrets) == ({"PARAMETER": "/a/b"}, {"SECRET": "id:key"})
    assert spec.exported == ("NAME",)
    assert spec.phases == {
        "install": buildspec.Phase(("one",), runtimes={"python": "3.13"}),
        "build": buildspec.Phase(("two", "echo 3"), ("last",), "CONTINUE"),
    }
    assert spec.artifact == buildspec.Artifact(("**/*",), ("*.log",), "out", True, "name-$(date)")
    assert spec.secondary_artifacts == {"docs": buildspec.Artifact(("docs/**/*",))}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "3.10",
            "1.20",
            "0755",
            "0o755",
            "0x1F",
            "1e3",
            "1E+3",
            "1_000",
            ".5",
            "5.",
            "-0",
            "+1",
            "12345678901234567890123",
        ),
        *("12:30:45", "190:20:30.15", "2026-01-02", "2026-13-41", "2026-01-02T03:04:05Z", "2026-1-2 3:4:5"),
        *("yes", "No", "ON", "off", "y", "True", "FALSE", "~", "null", "NULL", ".inf", "-.INF", ".nan", "=", "<<"),
        *("!!int 0755", "!!float 1.20", "!!bool yes", "!!timestamp 2026-01-02", "!!str 1.0"),
    ],
)
def test_a_scalar_is_the_text_that_was_written(text):
    spec = parse(f"env: {{variables: {{A: {text}}}}}\nphases: {{build: {{commands: [{text}]}}}}")

    expected = text.rpartition(" ")[2] if text.startswith("!!") else text
    assert (spec.variables, spec.phases["build"].commands) == ({"A": expected}, (expected,))


def test_an_escape_in_a_quoted_scalar_is_interpreted():
    assert parse("env: {variables: {A: \"1.0\\n\", B: 'it''s', C: }}\nphases: {build: {}}").variables == {
        "A": "1.0\n",
        "B": "it's",
        "C": "",
    }


def test_numbers_in_runtime_versions_paths_and_names_are_not_shortened():
    spec = parse(
        "phases: {install: {runtime-versions: {python: 3.10, nodejs: 20}}}\n"
        "artifacts: {files: [1.0, 007], base-directory: 1_0, name: 2026-01-02}"
    )

    assert spec.phases["install"].runtimes == {"python": "3.10", "nodejs": "20"}
    assert spec.artifact == buildspec.Artifact(("1.0", "007"), (), "1_0", False, "2026-01-02")


def test_names_of_variables_are_not_converted():
    assert parse("env: {variables: {on: a, NULL: b, Y: c}}\nphases: {build: {}}").variables == {
        "on": "a",
        "NULL": "b",
        "Y": "c",
    }


def test_anchors_and_merge_keys_are_resolved():
    spec = parse(
        "phases:\n  install: &same\n    commands: [&c 1.0]\n  build: {<<: *same}\n  post_build: {commands: [*c]}"
    )

    assert [phase.commands for phase in spec.phases.values()] == [("1.0",)] * 3


@pytest.mark.parametrize("null", ["", "~", "null"])
def test_a_part_that_is_null_is_empty(null):
    assert parse(f"env: {null}\nphases: {{install: {null}, build: {{commands: {null}}}}}").phases == {
        "install": buildspec.Phase(),
        "build": buildspec.Phase(),
    }


@pytest.mark.parametrize(
    ("word", "flag"), [("yes", True), ("True", True), ("ON", True), ("no", False), ("FALSE", False), ("", False)]
)
def test_discard_paths_is_a_boolean_of_yaml(word, flag):
    spec = parse(f"phases: {{build: {{}}}}\nartifacts: {{files: [a], discard-paths: {word}}}")

    assert spec.artifact.discard_paths is flag


def test_a_cache_has_no_effect_and_gives_a_notice():
    spec = parse("phases: {build: {commands: [a]}}\ncache: {paths: [a]}")

    assert spec.notices == ("cache isn't supported by the local AWS: every build starts without one",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("phases: {build: {commands: a}}", "phases/build/commands must be a list"),
        ("phases: {build: {commands: [{a: b}]}}", "phases/build/commands must be a string, not {'a': 'b'}"),
        ("phases: {build: {comands: [a]}}", "phases/build: unknown field comands, expected one of commands, finally"),
        (
            "phases: {deploy: {commands: [a]}}",
            "phases: unknown field deploy, expected one of install, pre_build, build, post_build",
        ),
        ("phases: {build: {on-failure: RETRY, commands: [a]}}", "phases/build/on-failure must be ABORT or CONTINUE"),
        ("phases: {build: {runtime-versions: {python: 3}}}", "only install can have runtime-versions"),
        ("phases: [build]", "phases must be a mapping"),
        ("env: {}", "phases is required"),
        ("run-as: user\nphases: {build: {commands: [a]}}", "run-as isn't supported by the local AWS"),
        ("batch: {}\nphases: {build: {commands: [a]}}", "batch isn't supported by the local AWS"),
        ("reports: {}\nphases: {build: {commands: [a]}}", "reports isn't supported by the local AWS"),
        ("proxy: {}\nphases: {build: {commands: [a]}}", "proxy isn't supported by the local AWS"),
        (
            "env: {shell: pwsh}\nphases: {build: {commands: [a]}}",
            "env/shell must be one of sh, /bin/sh, bash, not pwsh",
        ),
        ("env: {git-credential-helper: yes}\nphases: {build: {}}", "git-credential-helper isn't supported"),
        ("env: {variables: {CODEBUILD_X: a}}\nphases: {build: {}}", "CODEBUILD_X isn't a valid name of a variable"),
        ("env: {variables: {A-B: a}}\nphases: {build: {}}", "A-B isn't a valid name of a variable"),
        ("phases: {build: {}}\nartifacts: {name: a}", "artifacts/files is required"),
        ("phases: {build: {}}\nartifacts: {files: [a], discard-paths: maybe}", "discard-paths must be yes or no"),
        ("phases: {build: {}}\nartifacts: {files: [a], enable-symlinks: yes}", "enable-symlinks isn't supported"),
    ],
)
def test_invalid_and_unsupported_fields_are_rejected_by_name(text, message):
    with pytest.raises(PhaseError) as error:
        parse(text)

    assert error.value.code == "YAML_FILE_ERROR"
    assert message in error.value.message


@pytest.mark.parametrize("text", ["", "a: b: c", "- a", "a", "version: 2020-13-41\n", "\t", "\x00"])
def test_text_that_is_not_a_buildspec_is_rejected(text):
    with pytest.raises(PhaseError, match=r".+") as error:
        buildspec.parse(text)

    assert error.value.code == "YAML_FILE_ERROR"


@pytest.mark.parametrize("version", ["0.1", "1", "0.20.1"])
def test_other_versions_are_rejected(version):
    with pytest.raises(PhaseError, match=r"version must be 0\.2, not"):
        buildspec.parse(f"version: {version}\nphases: {{build: {{commands: [a]}}}}")
