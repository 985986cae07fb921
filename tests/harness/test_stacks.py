"""The life of a stack, with Terraform's built-in resource, which needs no provider."""

import json

import pytest

ONE = """
    variable "name" {
      type    = string
      default = "a"
      validation {
        condition     = length(var.name) < 9
        error_message = "The name ${var.name} is much too long for what it is used for: it must be shorter than 9."
      }
    }
    resource "terraform_data" "this" {
      input = var.name
    }
    output "name" {
      value = terraform_data.this.output
    }
"""

# Its destroy fails while there is a file named `locked` in the project.
LOCKABLE = """
    variable "file" {
      type = string
    }
    resource "terraform_data" "first" {}
    resource "terraform_data" "this" {
      input      = var.file
      depends_on = [terraform_data.first]
      provisioner "local-exec" {
        when    = destroy
        command = "test ! -e ${self.input}"
      }
    }
"""

# Writes a line to a file when it is destroyed.
TRACED = """
    variable "line" {
      type = string
    }
    resource "terraform_data" "this" {
      input = var.line
      provisioner "local-exec" {
        when    = destroy
        command = "echo ${self.input}"
      }
    }
"""


def copies(project):
    return list(project.path.glob(".slipway/stacks/*"))


def test_stack_is_applied_changed_converged_and_destroyed(run, project):
    run(
        """
        def test_life(tf):
            stack = tf("one")
            assert stack.apply().outputs == {"name": "a"}
            stack.assert_converged()
            assert stack.plan(name="ü").changes == {"terraform_data.this": ["update"]}
            assert stack.apply(name="ü").outputs == {"name": "ü"}
            stack.assert_converged()
            stack.destroy()
            assert stack.plan().changes == {"terraform_data.this": ["create"]}
        """,
        one=ONE,
    ).assert_outcomes(passed=1)

    assert copies(project) == []


def test_configuration_with_a_remote_backend_and_another_state_is_not_touched(run, project):
    state = {"version": 4, "serial": 7, "lineage": "production", "resources": []}
    project.path.joinpath("root").mkdir()
    project.path.joinpath("root", "terraform.tfstate").write_text(json.dumps(state))
    project.path.joinpath("root", "more.tf").write_text('terraform {\n  backend "s3" {}\n}\n')
    project.path.joinpath("root", "main.tf").write_text('module "one" {\n  source = "../one"\n}\n')

    run("def test_it(tf): tf('root').apply().assert_converged()", one=ONE).assert_outcomes(passed=1)

    assert json.loads(project.path.joinpath("root", "terraform.tfstate").read_text()) == state
    assert sorted(path.name for path in project.path.joinpath("root").iterdir()) == [
        "main.tf",
        "more.tf",
        "terraform.tfstate",
    ]


def test_plan_is_made_once_for_the_same_variables(run):
    run(
        """
        def test_it(tf):
            stack = tf("one")
            assert stack.plan() is stack.plan()
            assert stack.plan(name="b") is stack.plan(name="b")
            assert stack.plan() is not stack.plan(name="b")
            before = stack.plan()
            stack.apply()
            assert stack.plan() is not before
        """,
        one=ONE,
    ).assert_outcomes(passed=1)


def test_refusal_is_read_as_one_line(run):
    run(
        """
        import pytest

        def test_it(tf):
            message = tf("one").plan_error(name="123456789")
            assert "is much too long for what it is used for: it must be shorter than 9." in message

        def test_none(tf):
            with pytest.raises(AssertionError, match="accepts {'name': 'b'}"):
                tf("one").plan_error(name="b")
        """,
        one=ONE,
    ).assert_outcomes(passed=2)


def test_misspelt_variable_fails_the_test_that_has_it(run):
    result = run("def test_it(tf): tf('one', nmae='b').plan()", one=ONE)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*has no variable 'nmae'; it declares name"])


def test_many_resources_are_created_in_parallel_on_the_local_aws(run):
    run(
        "def test_it(tf, tmp_path): tf('many', folder=str(tmp_path)).apply()",
        many="""
            variable "folder" {
              type = string
            }
            resource "terraform_data" "this" {
              count = 12  # Terraform's own limit is 10
              provisioner "local-exec" {
                command = <<-EOT
                  touch ${var.folder}/${count.index}
                  for attempt in $(seq 200); do test $(ls ${var.folder} | wc -l) -lt 12 || exit 0; sleep 0.1; done
                  exit 1
                EOT
              }
            }
        """,
    ).assert_outcomes(passed=1)


def test_drift_is_named(run):
    result = run(
        """
        def test_it(tf):
            stack = tf("drifting")
            stack.apply()
            stack.assert_converged()
        """,
        drifting="""
            resource "terraform_data" "this" {
              input = { at = timestamp(), same = 1 }
            }
        """,
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*a second plan has:", '*terraform_data.this (update): input.at: "*" -> (known after apply)']
    )
    assert "input.same" not in result.stdout.str()


def test_failed_apply_is_destroyed_all_the_same(run, project):
    result = run(
        """
        def test_it(tf):
            tf("half", line="destroyed").apply()
        """,
        half=TRACED
        + """
            resource "terraform_data" "failing" {
              depends_on = [terraform_data.this]
              provisioner "local-exec" {
                command = "exit 3"
              }
            }
        """,
    )

    result.assert_outcomes(failed=1)
    assert copies(project) == []


def test_refused_apply_is_not_an_error_of_the_teardown(run, project):
    run("def test_it(tf): tf('one', name='123456789').apply()", one=ONE).assert_outcomes(failed=1, errors=0)

    assert copies(project) == []


def test_failing_destroy_is_an_error_that_keeps_the_state_and_says_where(run, project):
    locked = project.path / "locked"
    locked.touch()

    result = run(f"def test_it(tf): tf('lockable', file='{locked}').apply()", lockable=LOCKABLE)

    result.assert_outcomes(passed=1, errors=1)
    (copy,) = copies(project)
    result.stdout.fnmatch_lines([f"*the state is kept: run `terraform destroy` in {copy}/lockable"])
    result.stdout.fnmatch_lines(["*terraform destroy in * failed with exit code 1: local-exec provisioner error: *"])

    locked.unlink()
    assert project.run("terraform", f"-chdir={copy}/lockable", "destroy", "-auto-approve").ret == 0


def test_all_stacks_are_destroyed_in_reverse_although_one_fails(run, project):
    locked = project.path / "locked"
    locked.touch()

    result = run(
        f"""
        import pytest
        from slipway.harness import stack

        @pytest.fixture(autouse=True)
        def order(monkeypatch):
            destroy = stack.Stack.destroy
            monkeypatch.setattr(stack.Stack, "destroy", lambda self: print("end of", self.variables) or destroy(self))

        def test_it(order, tf):
            tf("traced", line="first").apply()
            tf("lockable", file="{locked}").apply()
            tf("traced", line="third").apply()
        """,
        "-rA",
        traced=TRACED,
        lockable=LOCKABLE,
    )

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["end of *third*", "end of *locked*", "end of *first*"])
    (copy,) = copies(project)
    assert copy.name.startswith("lockable")


def test_two_failing_destroys_are_both_reported(run, project):
    locked = project.path / "locked"
    locked.touch()

    result = run(
        f"""
        def test_it(tf):
            tf("lockable", file="{locked}").apply()
            tf("lockable", file="{locked}").apply()
        """,
        lockable=LOCKABLE,
    )

    result.assert_outcomes(passed=1, errors=1)
    for copy in copies(project):
        result.stdout.fnmatch_lines([f"*run `terraform destroy` in {copy}/lockable*"])
    assert len(copies(project)) == 2


def test_module_and_session_stacks_live_as_long_as_their_name_says(run, project):
    project.makepyfile(
        test_b="""
        def test_later(shared, request):
            assert shared.outputs == {"name": "session"}
            assert len(list((request.config.rootpath / ".slipway/stacks").iterdir())) == 1
        """
    )
    project.path.joinpath("conftest.py").open("a").write(
        "\n\n@pytest.fixture(scope='session')\n"
        "def shared(tf_session): return tf_session('one', name='session').apply()\n"
    )

    run(
        """
        import pytest

        @pytest.fixture(scope="module")
        def stack(tf_module):
            return tf_module("one", name="module").apply()

        def test_first(shared, stack):
            assert stack.outputs == {"name": "module"}

        def test_second(stack, request):
            stack.assert_converged()
            assert len(list((request.config.rootpath / ".slipway/stacks").iterdir())) == 2
        """,
        "-p",
        "no:randomly",
        "test_module_and_session_stacks_live_as_long_as_their_name_says.py",
        "test_b.py",
        one=ONE,
    ).assert_outcomes(passed=3)

    assert copies(project) == []


def test_ctrl_c_during_an_apply_destroys_what_was_applied_in_a_session_without_the_imports_for_aws(run, project):
    result = run(
        """
        import os
        import sys

        def test_it(tf):
            stack = tf("slow", pid=os.getpid())
            assert sys.modules.keys().isdisjoint({"boto3", "requests"})
            stack.apply()
        """,
        in_process=False,
        slow="""
            variable "pid" {
              type = number
            }
            resource "terraform_data" "quick" {}
            resource "terraform_data" "slow" {
              depends_on = [terraform_data.quick]
              provisioner "local-exec" {
                command = "kill -INT ${var.pid}; sleep 300"
              }
            }
        """,
    )

    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert copies(project) == []
