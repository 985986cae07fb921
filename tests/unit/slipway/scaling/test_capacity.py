"""`slipway capacity`: what a load needs of quotas and settings."""

import re

import pytest
from repository import ROOT

from slipway import cli
from slipway.errors import SlipwayError
from slipway.scaling import capacity, load

BASE = """requests = 100
burst = 50
[functions.read]
source = "api"
milliseconds = 50
"""
QUEUE = """[functions.mail]
source = "queue"
per_request = 0.1
milliseconds = 1000
batch = 10
concurrency = 2
mails = 3
"""
QUOTAS = "[quotas]\nconcurrency = 1000\nmails_per_second = 14\n"


@pytest.fixture
def file(tmp_path):
    """``file(text)`` writes a capacity file."""

    def file(text):
        path = tmp_path / "capacity.toml"
        path.write_text(text)
        return path

    return file


def needs(path):
    return {need.what: need for need in capacity.needs(load.read(path))}


def test_a_new_account_executes_ten_at_a_time(file, capsys):
    code = cli.main(["capacity", str(file(BASE))])

    lines = capsys.readouterr().out.splitlines()
    assert code == 1
    assert lines[0] == "100 requests/s, 50 at the same time"
    assert re.fullmatch(
        r"account: executions at the same time +50 +10 +0\.20x  too small: the others are throttled", lines[2]
    )
    assert lines[-1] == "First: account: executions at the same time, at 20 requests/s. Then the others are throttled."
    # On average 5 run, but 14 are needed so that at most one of 1,000 requests is throttled.
    assert needs(file(BASE))["account: concurrent executions"].needs == 14


def test_the_load_may_grow_until_the_first_limit(file, capsys):
    path = file(BASE + QUEUE + QUOTAS)

    first, *_ = capacity.needs(load.read(path))
    assert (first.what, first.needs, first.limit) == ("SES: recipients", 30, 14)

    assert cli.main(["capacity", str(path), "--requests", "46"]) == 0
    assert "SES: recipients" in capsys.readouterr().out.splitlines()[2]
    assert cli.main(["capacity", str(path), "--requests", "47"]) == 1


def test_a_queue_drains_as_fast_as_its_slowest_limit_allows(file):
    (mail,) = capacity.backlogs(load.read(file(BASE.replace("100", "20") + QUEUE + QUOTAS)))
    assert (mail.function, mail.messages) == ("mail", 1200)
    assert mail.drained == pytest.approx(1200 / (14 / 3 - 2))

    (mail,) = capacity.backlogs(load.read(file(BASE + QUEUE.replace("mails = 3", "") + QUOTAS)))
    assert mail.drained == pytest.approx(6000 / (20 - 10))


def test_a_queue_that_grows_is_said_to(file, capsys):
    cli.main(["capacity", str(file(BASE + QUEUE + QUOTAS))])

    assert capsys.readouterr().out.splitlines()[-1] == "mail: 6000 wait after 600 s without it, and never drain"


def test_a_reservation_a_partition_and_the_requests_of_each_execution_limit_a_function(file):
    reserved = "concurrency = 8\nwrites = 20\n"

    found = needs(file(BASE + reserved + QUOTAS))

    assert found["read: reserved concurrency"].factor < 1
    assert (found["read: requests"].needs, found["read: requests"].limit) == (100, 80)
    assert found["read: writes of a partition"].factor == 0.5


def test_what_the_token_bucket_of_the_api_refuses_is_said(file):
    found = needs(file(BASE + QUOTAS + "api_rate = 80\napi_burst = 40\n"))

    assert found["API: requests"].effect == "API Gateway answers 429 to 20%, after 2.0 s"
    assert found["API: requests at the same time"].effect == "API Gateway answers 429 to 10 of them"


def test_a_load_of_nothing_needs_nothing(file, capsys):
    assert cli.main(["capacity", str(file(BASE.replace("100", "0").replace("burst = 50\n", "")))]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "0 requests/s, 0 at the same time"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("requests = 1", "capacity.toml: functions is missing"),
        ("[functions]", "capacity.toml: requests is missing"),
        ("requests = -1\n[functions]", "capacity.toml: requests must be a number of at least 0, not -1"),
        ("requests = true\n[functions]", "capacity.toml: requests must be a number of at least 0, not True"),
        ("requests = inf\n[functions]", "capacity.toml: requests must be a number of at least 0, not inf"),
        ("requests = 1\nrate = 2\n[functions]", "capacity.toml: unknown key 'rate'; there are burst, daily, outage, "),
        ("requests = 1\nthrottled = 1\n[functions]", "capacity.toml: throttled must be between 0 and 1, not 1"),
        ("functions = 1\nrequests = 1", "capacity.toml: functions must be a table, not 1"),
        (BASE.replace("api", "fax"), "source must be one of api, queue, stream, not 'fax'"),
        (BASE.replace('"api"', "1"), "[functions.read] of capacity.toml: source must be a string in quotes, not 1"),
        (BASE.replace("= 50\n[", "= 1\n[").replace("50", "0"), "milliseconds must be greater than 0"),
        (BASE + "batch = 1.5", "batch must be a whole number of at least 1, not 1.5"),
        (BASE + "batch = 0", "batch must be a whole number of at least 1, not 0"),
        (BASE + "[quotas]\nlambda = 1", "[quotas] of capacity.toml: unknown key 'lambda'; there are api_burst, "),
        ("requests = 1\n[functions]\nread = 3", "[functions.read] of capacity.toml must be a table, not 3"),
        ("requests", "is not TOML: "),
    ],
)
def test_a_wrong_file_is_an_error_of_one_line(file, text, message):
    with pytest.raises(SlipwayError) as error:
        load.read(file(text))

    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_number_of_requests_must_be_positive(file, capsys):
    with pytest.raises(SystemExit):
        cli.main(["capacity", str(file(BASE)), "--requests", "0"])
    assert "'0' is not a positive number" in capsys.readouterr().err


def test_the_movies_stack_has_the_settings_of_its_capacity_file():
    stack = ROOT / "iac" / "movies"
    found = load.read(stack / "capacity.toml")
    events, variables = (stack / "events.tf").read_text(), (stack / "variables.tf").read_text()

    (concurrency,) = re.findall(r"maximum_concurrency = (\d+)", events)
    assert found.functions["email-notification"].concurrency == int(concurrency)
    throttling = dict(re.findall(r"(rate|burst) += optional\(number, (\d+)\)", variables))
    assert (found.quotas.api_rate, found.quotas.api_burst) == (int(throttling["rate"]), int(throttling["burst"]))
    assert {name for name in found.functions if not (ROOT / "apps" / name).is_dir()} == set()
    assert [need.what for need in capacity.needs(found) if need.factor < 1] == []
