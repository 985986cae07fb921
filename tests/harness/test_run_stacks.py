"""Stacks that all workers of a run share, of Terraform's built-in resource, which needs no provider."""

import pytest

# Writes a line to a file when it is applied and when it is destroyed.
LOGGED = """
    variable "log" {
      type = string
    }
    variable "name" {
      type    = string
      default = "a"
    }
    resource "terraform_data" "this" {
      input = { log = var.log, name = var.name }
      provisioner "local-exec" {
        command = "echo applied ${var.name} >> ${var.log}; sleep 1"
      }
      provisioner "local-exec" {
        when    = destroy
        command = "echo destroyed ${self.input.name} >> ${self.input.log}"
      }
    }
    output "name" {
      value = terraform_data.this.output.name
    }
"""
FAILING = LOGGED.replace("sleep 1", "exit 3")
# Its destroy fails while there is a file named `locked` beside the log.
LOCKABLE = LOGGED.replace("echo destroyed", "test ! -e $(dirname ${self.input.log})/locked && echo destroyed")

TWO_WORKERS = ("-n", "2", "--dist", "each")
ALONE = ()
BOTH = pytest.mark.parametrize("options", [ALONE, TWO_WORKERS], ids=["alone", "xdist"])


@pytest.fixture
def log(project):
    """The lines that the stacks have written."""
    file = project.path / "log"
    return lambda: file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def stacks(project):
    return lambda: list(project.path.glob(".slipway/stacks/*"))


def passed(options, number):
    return number * (2 if options else 1)


@BOTH
def test_stack_is_applied_by_one_worker_read_by_all_and_destroyed_at_the_end(run, project, log, stacks, options):
    run(
        """
        import pytest

        @pytest.fixture(scope="session")
        def stack(tf_run, request):
            return tf_run("logged", log=f"{request.config.rootpath}/log")

        def test_first(stack):
            assert stack.outputs == {"name": "a"}
            assert stack.variables["log"].endswith("log")

        def test_second(stack, request):
            stack.assert_converged()
            assert stack.plan(name="b").changes == {"terraform_data.this": ["update"]}
            assert request.config.rootpath.joinpath("log").read_text() == "applied a\\n"

        def test_shared(stack):
            assert not hasattr(stack, "apply") and not hasattr(stack, "destroy")

        def test_stacks_with_a_key_are_apart(tf_run, request):
            log = f"{request.config.rootpath}/log-of-keys"
            for name in ("first", "second"):
                assert tf_run("logged", name, log=log, name=name).outputs["name"] == name
        """,
        *options,
        logged=LOGGED,
    ).assert_outcomes(passed=passed(options, 4))

    assert log() == ["applied a", "destroyed a"]
    in_reverse = ["applied first", "applied second", "destroyed second", "destroyed first"]
    assert project.path.joinpath("log-of-keys").read_text().splitlines() == in_reverse
    assert stacks() == []


def test_other_variables_of_the_same_stack_are_an_error_that_names_them(run):
    result = run(
        """
        def test_it(tf_run, request):
            log = f"{request.config.rootpath}/log"
            tf_run("logged", log=log)
            tf_run("logged", log=log, name="b")
        """,
        logged=LOGGED,
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*tf_run: the stack logged has another name in another place of this run; give*"])


@BOTH
def test_failed_apply_fails_each_user_with_the_same_error_is_not_repeated_and_is_destroyed(run, log, stacks, options):
    result = run(
        """
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(tf_run, request, number):
            tf_run("failing", log=f"{request.config.rootpath}/log")
        """,
        *options,
        failing=FAILING,
    )

    result.assert_outcomes(failed=passed(options, 2))
    message = "*E * failed with exit code 1: local-exec provisioner error: *"
    result.stdout.fnmatch_lines([message] * passed(options, 2))
    result.stdout.re_match_lines(["E +Error: local-exec provisioner error"] * passed(options, 2))
    assert "slipway/harness" not in result.stdout.str()
    assert log().count("applied a") == 1
    assert stacks() == []


@BOTH
def test_failed_destroy_is_an_error_of_the_run_that_keeps_the_state_and_says_where(run, project, stacks, options):
    project.path.joinpath("locked").touch()

    result = run(
        "def test_it(tf_run, request): tf_run('lockable', log=f'{request.config.rootpath}/log')",
        *options,
        lockable=LOCKABLE,
    )

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=passed(options, 1), errors=1)
    (folder,) = stacks()
    result.stdout.fnmatch_lines([f"*the state is kept: run `terraform destroy` in {folder}/lockable"])

    project.path.joinpath("locked").unlink()
    assert project.run("terraform", f"-chdir={folder}/lockable", "destroy", "-auto-approve").ret == 0


def test_stack_of_a_worker_that_died_in_its_apply_is_not_applied_again_and_is_destroyed(run, log, stacks):
    dying = LOGGED.replace("sleep 1", "kill -KILL $(cat $(dirname ${var.log})/pid); sleep 60").replace(
        "resource", 'resource "terraform_data" "first" {\n}\nresource', 1
    )
    result = run(
        """
        import os

        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(tf_run, request, number):
            request.config.rootpath.joinpath("pid").write_text(str(os.getpid()))
            tf_run("dying", log=f"{request.config.rootpath}/log")
        """,
        "-n",
        "1",
        dying=dying,
    )

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*worker 'gw0' crashed while running*", "*the worker that began it ended before*"])
    assert log().count("applied a") == 1
    assert stacks() == []


@BOTH
@pytest.mark.parametrize("where", ["test", "apply"])
def test_ctrl_c_destroys(run, log, stacks, options, where):
    apply = "kill -INT $(cat $(dirname ${var.log})/pid); sleep 60"
    configuration = LOGGED.replace("sleep 1", apply) if where == "apply" else LOGGED

    result = run(
        """
        import os

        def test_it(tf_run, request):
            request.config.rootpath.joinpath("pid").write_text(str(os.getpid()))
            tf_run("logged", log=f"{request.config.rootpath}/log")
            raise KeyboardInterrupt
        """,
        *options[:1],
        *(["1"] if options else []),
        in_process=False,
        logged=configuration,
    )

    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert log() == (["applied a", "destroyed a"] if where == "test" else ["applied a"])
    assert stacks() == []


def test_hook_prepares_a_stack_for_its_destroy_in_the_controller(run, project, log):
    conftest = project.path / "conftest.py"
    run("def test_it(tf_run): ...", logged=LOGGED)
    conftest.open("a").write(
        """
def pytest_tf_run_destroy(stack):
    with open(stack.variables["log"], "a") as log:
        log.write(f"about to destroy {stack.name} {stack.outputs['name']} at {stack.target.endpoint_url}\\\\n")
    raise ValueError("the hook fails")
""".replace("\\\\n", "\\n")
    )
    project.makepyfile("def test_it(tf_run, request): tf_run('logged', log=f'{request.config.rootpath}/log')")

    result = project.runpytest_inprocess("-p", "no:cacheprovider", "-n", "1")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ValueError: the hook fails"])
    assert log() == ["applied a", "about to destroy logged a at http://127.0.0.1:1", "destroyed a"]


def test_function_is_called_once_per_run_which_has_another_name_than_the_next(run, project):
    run(
        """
        def test_it(once_per_run, request, run_name):
            def make():
                with request.config.rootpath.joinpath("made").open("a") as file:
                    file.write(f"{run_name} ")
                return {"a": (1, None), "name": run_name}

            assert once_per_run("a key", make) == {"a": [1, None], "name": run_name}
            assert once_per_run("a key", make) == {"a": [1, None], "name": run_name}
            assert once_per_run("another", lambda: None) is None
        """,
        *TWO_WORKERS,
    ).assert_outcomes(passed=2)
    project.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)

    first, second = project.path.joinpath("made").read_text().split()
    assert first != second


def test_record_of_a_stack_is_private(run, project):
    run(
        """
        def test_it(tf_run, request):
            tf_run("logged", log=f"{request.config.rootpath}/log")
            modes = {oct(file.stat().st_mode)[-3:] for file in request.config.rootpath.rglob("test-run-*/*/*.json")}
            assert modes == {"600"}
        """,
        logged=LOGGED,
    ).assert_outcomes(passed=1)
