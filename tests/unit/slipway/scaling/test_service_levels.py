"""Service levels, from the data of an hour each."""

from datetime import UTC, datetime, timedelta

import pytest

from slipway import cli
from slipway.errors import SlipwayError
from slipway.scaling import service_levels, service_levels_command
from slipway.scaling.service_levels import Target
from slipway.scaling.service_levels_command import _text

NOW = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)
TARGET = Target(availability=99.9, latency=90, milliseconds=500)
VALID = "days = 28\n[apis.movies]\navailability = 99.9\nlatency = 99\nmilliseconds = 1000\n"


def hours_ago(**values):
    """Return data, by how many hours ago the hour began: ``h1=5``."""
    return {NOW - timedelta(hours=int(name[1:]), minutes=30): value for name, value in values.items()}


def test_each_hour_counts_as_much_as_it_has_requests():
    series = {
        "requests": hours_ago(h0=100, h100=9900),
        "errors": hours_ago(h0=1, h100=4),
        "fast": hours_ago(h0=50, h100=100),
    }
    requests, (availability, latency) = service_levels.reached(series, TARGET, NOW)

    assert requests == 10_000
    assert (availability.reached, availability.today) == (pytest.approx(99.95), pytest.approx(99))
    assert (latency.reached, latency.today) == (pytest.approx(99.5), pytest.approx(50))
    assert _text("dev-movies: 10,000 requests in 28 days", [availability, latency]).splitlines() == [
        "dev-movies: 10,000 requests in 28 days",
        "                 reached  target  budget used  last 24 h",
        "availability    99.950 %  99.9 %         50 %      10.0x",
        "at most 500 ms  99.500 %    90 %          5 %       5.0x",
    ]


def test_a_target_that_is_missed_is_marked():
    series = {"requests": hours_ago(h0=10), "errors": hours_ago(h0=1), "fast": hours_ago(h0=90)}
    _, (availability, latency) = service_levels.reached(series, TARGET, NOW)

    assert (availability.is_missed, latency.is_missed) == (True, False)
    assert _text("", [availability]).splitlines()[-1].endswith("missed")


def test_hours_without_errors_have_no_data_of_errors_and_a_day_without_requests_has_no_rate():
    series = {"requests": hours_ago(h30=10), "errors": {}, "fast": hours_ago(h30=100)}
    _, (availability, _) = service_levels.reached(series, TARGET, NOW)

    assert (availability.reached, availability.today) == (100, None)


def test_an_api_without_requests_misses_nothing():
    requests, levels = service_levels.reached({"requests": {}, "errors": {}, "fast": {}}, TARGET, NOW)

    assert requests == 0
    assert not any(level.is_missed for level in levels)
    assert _text("", levels).splitlines()[-1].split() == ["at", "most", "500", "ms", "-", "90", "%", "-", "-"]


def test_a_valid_file_is_read(tmp_path):
    (tmp_path / "levels.toml").write_text(VALID)
    levels = service_levels.read(tmp_path / "levels.toml")
    assert levels.days == 28
    assert levels.targets == {("apis", "movies"): Target(availability=99.9, latency=99, milliseconds=1000)}


def test_a_function_may_have_a_target_as_an_api(tmp_path):
    (tmp_path / "levels.toml").write_text(VALID.replace("apis.movies", "functions.mail"))
    (((kind, name), target),) = service_levels.read(tmp_path / "levels.toml").targets.items()
    queries = service_levels.queries(kind, f"dev-{name}", target)
    dimensions = {"FunctionName": "dev-mail", "Resource": "dev-mail:live"}  # without the checks of deployments
    for query in queries:
        found = query["MetricStat"]["Metric"]["Dimensions"]
        assert {each["Name"]: each["Value"] for each in found} == dimensions
    found = {
        query["Id"]: (query["MetricStat"]["Metric"]["MetricName"], query["MetricStat"]["Stat"]) for query in queries
    }
    assert found == {
        "requests": ("Invocations", "Sum"),
        "errors": ("Errors", "Sum"),
        "fast": ("Duration", "PR(:1000)"),
    }


class Account:
    """An account with two HTTP APIs of one name, one of another name, and the metrics of the latter."""

    region = "eu-central-1"
    apis = (
        {"ApiId": "a1", "Name": "dev-two"},
        {"ApiId": "a2", "Name": "dev-two"},
        {"ApiId": "a3", "Name": "dev-movies"},
    )
    data = (("requests", [10.0]), ("errors", [1.0]), ("fast", [100.0]))

    def __init__(self, service=None):
        self.service = service

    def client(self, service):
        return Account(service)

    def get_paginator(self, _):
        return self

    def paginate(self, MetricDataQueries=(), **_):  # noqa: N803 - boto3's
        if self.service == "apigatewayv2":
            return [{"Items": self.apis[:1]}, {"Items": self.apis[1:]}]
        metrics = [query["MetricStat"]["Metric"] for query in MetricDataQueries]
        assert [each["MetricName"] for each in metrics] == ["Count", "5xx", "Latency"]
        assert [each["Dimensions"] for each in metrics] == [[{"Name": "ApiId", "Value": "a3"}]] * 3
        now = datetime.now(UTC)
        return [{"MetricDataResults": [{"Id": id_, "Timestamps": [now], "Values": each} for id_, each in self.data]}]


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("movies", "dev-movies: 10 requests in 28 days"),
        ("two", "slipway: 2 HTTP APIs in eu-central-1 have the name 'dev-two': name one in the file"),
        ("none", "slipway: no HTTP APIs in eu-central-1 have the name 'dev-none': name one in the file"),
    ],
)
def test_an_http_api_is_found_by_its_name(name, output, tmp_path, monkeypatch, capsys):
    (tmp_path / "levels.toml").write_text(VALID.replace("apis.movies", f"http_apis.{name}"))
    text = 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n'
    (tmp_path / "slipway.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(service_levels_command, "target_of", lambda *_: Account())
    assert cli.main(["service-levels", "levels.toml"]) == 1  # the target of the first is missed
    assert output in "".join(capsys.readouterr())


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    for path, problem in ((tmp_path / "none.toml", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(SlipwayError, match=f"{path.name} can't be read: {problem}"):
            service_levels.read(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("days = 28", "days = ", "is not TOML"),
        ("days = 28", "", "days is missing"),
        ("days = 28", "days = 456", "days must be at most 455"),
        ("[apis.movies]", "[api.movies]", r"write \[apis.NAME\] \(REST\), \[http_apis.NAME\] or \[functions.NAME\]"),
        ("[apis.movies]", "[apis]\n[api.movies]", r"has no target: write \[apis.NAME\]"),
        ("[apis.movies]", "functions = 1\n[apis.movies]", "functions must be a table"),
        ("[apis.movies]", "[apis]", r"\[apis.availability\] of levels.toml must be a table"),
        ("99.9", "100", "availability must be between 0 and 100 %"),
        ("99.9", "'99.9'", "availability must be a number"),
        ("milliseconds = 1000", "", "milliseconds is missing"),
        ("milliseconds = 1000", "milliseconds = 0.5", "milliseconds must be a whole number"),
        ("latency", "latencies", "unknown key 'latencies'"),
    ],
)
def test_an_invalid_file_is_refused_with_what_to_write(tmp_path, old, new, message):
    (tmp_path / "levels.toml").write_text(VALID.replace(old, new))
    with pytest.raises(SlipwayError, match=message):
        service_levels.read(tmp_path / "levels.toml")
