"""Changes that come at the same time, twice or in any order: none is lost, and one at fault is in nobody's way."""

import json
from concurrent.futures import ThreadPoolExecutor

TYPES = ("recommendation", "search", "similarity")


def test_of_two_changes_that_wait_the_later_publishes_both(put, pipeline, page, posted, eventually, unique_name):
    def waiting(*earlier):
        found = pipeline.waiting("Build")
        assert [id_ for id_ in found if id_ not in earlier] == found != []
        return found[0]

    with pipeline.held_before("Build"):
        put(type="search", algorithm=f"{unique_name}-first")
        first = eventually(waiting)
        put(type="similarity", algorithm=f"{unique_name}-second")
        second = eventually(lambda: waiting(first))
    statuses = {each["pipelineExecutionId"]: each["status"] for each in pipeline.ended(2)}
    assert statuses == {first: "Superseded", second: "Succeeded"}
    assert all(f">{unique_name}-{one}<" in page() for one in ("first", "second"))
    posted(first, "started")


def test_many_versions_completed_concurrently_are_all_on_the_page_and_their_records_again_change_nothing(
    aws, stack, put, pipeline, page, metadata, eventually, unique_name
):
    """The records come again concurrently, in any order."""
    names = [(one, f"{unique_name}-{number}") for number in range(8) for one in TYPES]
    _concurrently(lambda each: put(type=each[0], algorithm=each[1], version=f"1.0.{each[0]}"), names)

    def all_are_there():
        executions = pipeline.ended()
        assert executions[0]["status"] == "Succeeded"
        assert {each["status"] for each in executions} <= {"Succeeded", "Superseded"}
        assert [each for each in names if page().count(f">{each[1]}<") != len(TYPES)] == []

    eventually(all_are_there, timeout=60)
    records = [each for each in _records(aws, stack) if unique_name in json.dumps(each)]
    assert len(records) == len(names)
    written = [len(metadata(one)) for one in TYPES]

    def deliver(batch):
        event = json.dumps({"Records": batch})
        return aws("lambda").invoke(FunctionName=f"{stack.environment}-sync-algorithm-metadata:live", Payload=event)

    answers = _concurrently(deliver, [records, records[::-1], records[:1], records[1:]])
    assert [json.loads(each["Payload"].read()) for each in answers] == [{"batchItemFailures": []}] * 4
    assert [len(metadata(one)) for one in TYPES] == written


def _records(aws, stack):
    """Return what the table's stream still holds, as Lambda hands it on."""
    streams = aws("dynamodbstreams")
    arn = aws("dynamodb").describe_table(TableName=stack.algorithms_table)["Table"]["LatestStreamArn"]
    found = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        which = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
        iterator = streams.get_shard_iterator(**which)["ShardIterator"]
        while batch := streams.get_records(ShardIterator=iterator):
            found += batch["Records"]
            iterator = batch.get("NextShardIterator")
            if not batch["Records"] or not iterator:
                break
    return json.loads(json.dumps(found, default=lambda time: time.timestamp()))


def test_a_version_of_an_unknown_type_is_set_aside_whole_and_holds_nothing_up(
    stack, put, pipeline, page, queued, eventually, unique_name, logged
):
    poison = [put(type=name, algorithm=f"{unique_name}-poison", version=name) for name in ("ranking", "../search")]
    put(algorithm=f"{unique_name}-sound")
    pipeline.ended()
    assert f">{unique_name}-sound<" in page()
    assert f"{unique_name}-poison" not in page()
    found = []

    def they_are_set_aside():
        found.extend(queued(stack.dead_letter_queue_urls["sync-algorithm-metadata"]))
        about = [message for message in found if f"{unique_name}-poison" in message["Body"]]
        images = [json.loads(message["Body"])["dynamodb"]["NewImage"] for message in about]
        items = [{attribute: value["S"] for attribute, value in image.items()} for image in images]
        assert sorted(item["type"] for item in items) == sorted(version["type"] for version in poison)
        assert all(item in poison for item in items)
        return {
            item["type"]: message["MessageAttributes"]["Reason"]["StringValue"]
            for item, message in zip(items, about, strict=True)
        }

    reasons = eventually(they_are_set_aside, timeout=60)
    for name, reason in reasons.items():
        text = f"the type {name!r} is none of"
        assert text in reason
        assert len(logged("sync-algorithm-metadata", text)) == 1  # it was not retried


def _concurrently(work, items):
    with ThreadPoolExecutor(max_workers=len(items)) as threads:
        return list(threads.map(work, items))
