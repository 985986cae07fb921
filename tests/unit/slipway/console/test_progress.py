"""The output of steps, on a terminal and in a log file."""

import io
import logging
from types import SimpleNamespace

import pytest

from slipway.console import progress
from slipway.console.progress import say, step
from slipway.errors import SlipwayError
from slipway.harness import eventually


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stderr(monkeypatch):
    """The text on stderr, which isn't a terminal."""
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=(written := io.StringIO())))
    return written


@pytest.fixture
def terminal(monkeypatch):
    """The text on stderr, which is a terminal of 40 columns."""
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=(written := Terminal())))
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(progress, "_STATUS_INTERVAL", 0.001)
    return written


@pytest.fixture
def log_file(tmp_path):
    return tmp_path / "logs" / "step.log"


def fail(log_file, *lines, error: BaseException) -> None:
    def work():
        with step("Apply", log_file) as on_line:
            for line in lines:
                on_line(line)
            raise error

    with pytest.raises(type(error)):
        work()


def shown(written: io.StringIO) -> list[str]:
    """Return the lines of the step's output that are shown after a failure."""
    return [line.removeprefix("  | ") for line in written.getvalue().splitlines() if line.startswith("  | ")]


def test_a_step_prints_its_title_and_duration(stderr, log_file):
    with step("Apply", log_file) as on_line:
        assert stderr.getvalue() == "Apply …\n"
        on_line("a line")

    begin, end = stderr.getvalue().splitlines()
    assert begin == "Apply …"
    assert end.startswith("Apply: ")
    assert end.endswith(" s")
    assert log_file.read_text() == "a line\n"


def test_a_long_step_prints_its_status_repeatedly_in_a_log(stderr, log_file, monkeypatch):
    monkeypatch.setattr(progress, "_LOG_INTERVAL", 0.01)

    with step("Apply", log_file) as on_line:
        on_line("Still creating...")
        eventually(lambda: _assert_in("Apply … 0 s  Still creating...\n", stderr))


def test_a_terminal_has_one_status_line_of_its_width_which_is_removed_at_the_end(terminal, log_file):
    with step("Apply", log_file) as on_line:
        on_line("x" * 100)
        eventually(lambda: _assert_in("xxx", terminal))
        say("something in between")

    assert "\n" not in terminal.getvalue().partition("\r\033[Ksomething in between\n")[0]
    statuses = [part for part in terminal.getvalue().split("\r\033[K") if "xxx" in part]
    assert {len(status) for status in statuses} == {39}
    assert terminal.getvalue().splitlines()[-1].startswith("\033[KApply: ")


def test_a_failure_shows_the_last_lines_that_are_not_blank_and_the_log_file(stderr, log_file):
    lines = [text for number in range(30) for text in (f"line {number}", "")]

    fail(log_file, *lines, error=SlipwayError("no"))

    assert shown(stderr) == [f"line {number}" for number in range(10, 30)]
    assert stderr.getvalue().splitlines()[1].startswith("Apply: failed after ")
    assert stderr.getvalue().splitlines()[-1] == f"  complete output: {log_file}"
    assert log_file.read_text().splitlines() == lines


def test_a_failure_shows_terraforms_first_error_without_its_frame(stderr, log_file):
    box = ["╷", "│ Error: first", "│ ", "│   on main.tf line 1:", "╵", "╷", "│ Error: second", "╵"]

    fail(log_file, *map(str, range(30)), *box, *["a consequence"] * 30, error=SlipwayError("no"))

    assert shown(stderr)[:3] == ["Error: first", "  on main.tf line 1:", "Error: second"]
    assert len(shown(stderr)) == 20


@pytest.mark.parametrize("error", [SlipwayError("no"), OSError("disk full"), ValueError("a bug")])
def test_a_failure_without_output_names_no_log_file(stderr, log_file, error):
    fail(log_file, error=error)

    assert len(stderr.getvalue().splitlines()) == 2


def test_an_interrupted_step_is_not_a_failure(stderr, log_file):
    fail(log_file, "a line", error=KeyboardInterrupt())

    assert stderr.getvalue().splitlines()[-1].startswith("Apply: interrupted after ")


def test_log_messages_of_slipway_are_output_of_the_step(stderr, log_file):
    logger = logging.getLogger("slipway.terraform.binary")

    with step("Apply", log_file):
        logger.info("downloading %s", "Terraform")
    logger.info("afterwards")

    assert log_file.read_text() == "downloading Terraform\n"


def test_a_step_continues_when_stderr_is_closed(log_file, monkeypatch):
    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=Closed()))

    with step("Apply", log_file) as on_line:
        on_line("a line")

    assert log_file.read_text() == "a line\n"


def _assert_in(text: str, written: io.StringIO) -> None:
    assert text in written.getvalue()


def test_the_status_line_has_what_is_done_of_each_step_in_progress(terminal, log_file, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    with (
        step("Apply a", log_file, lambda line: f"1 of 2  {line}") as on_line,
        step("Apply b", log_file.with_name("b.log")) as on_other_line,
    ):
        on_line("creating")
        on_other_line("waiting")
        eventually(lambda: _assert_in("Apply a … 0 s  1 of 2  creating | Apply b … 0 s  waiting", terminal))


def test_an_error_that_init_has_corrected_is_not_the_one_that_is_shown(stderr, log_file):
    init = ["Initializing the backend...", "Terraform has been successfully initialized!"]
    fail(log_file, "Error: Module not installed", "run init", *init, "Error: the cause", error=SlipwayError())
    assert shown(stderr) == ["Error: the cause"]
