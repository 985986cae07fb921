"""The plugin changes nothing in a session until a fixture is used, and leaves nothing behind."""

import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from slipway.system import held_folders

ASK = """
    from pathlib import Path

    def test_ask(aws, target, request):
        account = aws("sts").get_caller_identity()["Account"]
        assert account == target.access_key_id
        Path(request.config.rootpath, f"account-{account}").write_text(target.endpoint_url)
"""


def answers(endpoint_url):
    url = urlsplit(endpoint_url)
    with socket.socket() as connection:
        return connection.connect_ex((url.hostname, url.port)) == 0


def endpoints(project):
    return {file.name: file.read_text() for file in project.path.glob("account-*")}


def test_session_that_uses_no_fixture_starts_and_imports_nothing(pytester):
    pytester.makepyfile("""
        import sys

        def test_nothing():
            for name in ("boto3", "requests", "tftest", "python_terraform", "slipway.local"):
                assert name not in sys.modules
    """)

    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)

    assert not Path(pytester.path, ".slipway").exists()


def test_tests_of_a_file_that_share_a_stack_run_in_one_worker(pytester):
    pytester.makeconftest("import pytest\n@pytest.fixture(scope='module')\ndef tf_module(): ...\n")
    pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("number", range(8))
        def test_worker(tf_module, worker_id, number, request):
            request.config.rootpath.joinpath(f"ran-in-{worker_id}").touch()
    """)

    result = pytester.runpytest_subprocess("-n", "4", "--dist", "loadgroup", "-v", "-p", "no:cacheprovider")

    result.assert_outcomes(passed=8)
    assert len(list(pytester.path.glob("ran-in-*"))) == 1
    assert f"@{pytester.path}" not in result.stdout.str()


def test_workers_share_one_local_aws_with_an_account_each_and_it_ends_after_a_failure(project):
    project.makepyfile(f"{ASK}\n        assert account.endswith('1')\n")

    project.runpytest_subprocess("-n", "2", "--dist", "each").assert_outcomes(passed=1, failed=1)

    found = endpoints(project)
    assert sorted(found) == ["account-100000000001", "account-100000000002"]
    assert len(set(found.values())) == 1
    assert not any(answers(endpoint_url) for endpoint_url in found.values())
    assert list(project.path.glob(".slipway/test-run-*/local.log"))


@pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["alone", "xdist"])
def test_local_aws_is_ended_after_ctrl_c(project, options):
    project.makepyfile(f"{ASK}\n        raise KeyboardInterrupt\n")

    assert project.runpytest_subprocess(*options).ret != 0

    (endpoint_url,) = endpoints(project).values()
    assert not answers(endpoint_url)
    assert list(project.path.glob(".slipway/test-run-*/local.log"))


def test_local_aws_ends_after_a_failure_with_its_session_which_removes_the_folder_of_a_killed_one_only(project):
    """That of a run in another container stays: its process ids are other processes here, or none."""
    killed = f"{ASK}\n        import os; os.kill(os.getpid(), 9)\n"
    project.makepyfile(test_killed=killed, test_next=f"{ASK}\n    def test_failing(): assert False\n")
    project.runpytest_subprocess("test_killed.py")
    (killed,) = project.path.glob(".slipway/test-run-*")
    other = project.path / ".slipway" / f"test-run-{2**22 + 1}-other"

    with held_folders.hold(other, "controller.lock"):
        project.runpytest_subprocess("test_next.py").assert_outcomes(passed=1, failed=1)
        assert other.exists()

    (left,) = set(project.path.glob(".slipway/test-run-*")) - {other}
    assert left != killed
    assert left.joinpath("local.log").exists()
    ((account, endpoint_url),) = endpoints(project).items()
    assert account == "account-100000000000"
    assert not answers(endpoint_url)


def test_run_of_several_workers_without_a_local_aws_leaves_no_folder(project):
    project.makepyfile("def test_nothing(): pass")

    project.runpytest_subprocess("-n", "1").assert_outcomes(passed=1)

    assert not list(project.path.glob(".slipway/test-run-*"))


def test_aws_option_is_refused_while_an_endpoint_is_set(pytester, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:4566")
    pytester.makepyfile("def test_nothing(): pass")

    result = pytester.runpytest_subprocess("--aws")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--aws needs AWS itself: unset AWS_ENDPOINT_URL_S3"])


@pytest.mark.parametrize(
    ("options", "message"), [(["--record"], "add --aws"), (["--aws", "--record", "-n", "1"], "leave out -n")]
)
def test_record_option_is_refused_where_it_can_not_record(pytester, monkeypatch, options, message):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    pytester.makepyfile("def test_nothing(): pass")

    result = pytester.runpytest_subprocess(*options)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*--record*{message}"])


def test_a_response_is_recorded_from_aws_and_compared_later(pytester, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    pytester.makeconftest(
        """
        from types import SimpleNamespace
        import pytest

        @pytest.fixture(scope="session")
        def target():
            return SimpleNamespace(region="eu-west-1")

        @pytest.fixture(scope="session")
        def aws():
            return lambda service: SimpleNamespace(get_caller_identity=lambda: {"Account": "123456789012"})
        """
    )
    test = 'def test_a(recorded): recorded("first", {"a": "arn:aws:sqs:eu-west-1:123456789012:jobs", "b": %d})'
    pytester.makepyfile(test_jobs=test % 1)

    pytester.runpytest_subprocess().assert_outcomes(failed=1)
    pytester.runpytest_subprocess("--aws", "--record").assert_outcomes(passed=1)
    assert "arn:aws:sqs:<region>:<account>:jobs" in (pytester.path / "recordings/test_jobs.json").read_text()
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
    pytester.makepyfile(test_jobs=test % 22)  # another size, or pytest may run the bytecode of the first one
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*/b: AWS 1, here 22*"])


def test_aws_option_leads_to_aws_itself_with_the_shells_credentials(pytester, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    pytester.makepyfile("""
        def test_target(target, aws):
            assert aws("sqs").meta.endpoint_url == "https://sqs.eu-west-1.amazonaws.com"
            assert target.access_key_id is None
    """)

    pytester.runpytest_subprocess("--aws").assert_outcomes(passed=1)

    assert not Path(pytester.path, ".slipway").exists()


def test_names_are_unique_and_fit_everywhere(unique_name):
    from slipway.harness import unique_name as make

    names = {unique_name, *(make() for _ in range(100))}

    assert len(names) == 101
    assert all(len(name) == 9 and name.isalnum() and name.islower() and name[0].isalpha() for name in names)


def test_eventually_fixture_is_the_function(eventually):
    from slipway import harness

    assert eventually is harness.eventually


def test_type_checker_of_a_project_knows_what_the_functions_return(tmp_path):
    program = "from slipway.harness import eventually, unique_name\nreveal_type(eventually(unique_name))"
    command = [sys.executable, "-m", "mypy", "-c", program]

    result = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)

    assert 'Revealed type is "str"' in result.stdout, result.stdout
