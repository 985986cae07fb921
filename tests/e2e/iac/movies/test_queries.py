"""The saved queries of the service, about requests that the stack has handled."""

import time

import pytest

HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime"]}


@pytest.fixture
def ask(aws, stack):
    """``ask("errors")`` runs a saved query, and returns a dict of each result."""
    logs, started = aws("logs"), int(time.time())

    def ask(name):
        prefix = f"{stack.environment}-movies/{name}"
        (saved,) = logs.describe_query_definitions(queryDefinitionNamePrefix=prefix)["queryDefinitions"]
        query = logs.start_query(
            logGroupNames=saved["logGroupNames"],
            queryString=saved["queryString"],
            startTime=started - 1,
            endTime=int(time.time()) + 1,
        )
        results = logs.get_query_results(queryId=query["queryId"])["results"]
        return [{field["field"]: field["value"] for field in result} for result in results]

    return ask


def test_the_saved_queries_find_errors_and_slow_spans(api, invoke, ask, unique_name, eventually):
    api.post("/movies", json=HEAT, headers={"x-correlation-id": unique_name}).expect(201)
    status, _ = invoke("create-movie", httpMethod=None)
    assert status == 500

    def found():
        spans = [each for each in ask("slowest-spans") if each.get("correlationId") == unique_name]
        assert {each["span"] for each in spans} == {"POST /movies", "publish MovieCreated", "mail MovieCreated"}
        assert len({each["traceId"] for each in spans}) == 1
        latency = {each["span"]: each for each in ask("latency")}
        assert all(float(latency[each["span"]]["slowest"]) >= float(each["durationMs"]) for each in spans)
        assert any(each["message"] == "request" and "errorMessage" in each for each in ask("errors"))
        groups = {each["@log"].rpartition("/")[2]: each for each in ask("cold-starts")}
        assert any(int(each["invocations"]) >= 1 for name, each in groups.items() if name.endswith("create-movie"))

    eventually(found)
