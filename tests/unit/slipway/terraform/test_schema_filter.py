import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from slipway.harness import eventually
from slipway.terraform.schema_filter import SchemaFilter, reduced

PROVIDER, RESOURCES, DATA_SOURCES, CAPABILITIES, FUNCTIONS, EPHEMERAL_RESOURCES = 1, 2, 3, 6, 7, 8


def field(number, value):
    length, encoded = len(value), b""
    while length > 127:
        encoded += bytes([length & 127 | 128])
        length >>= 7
    return bytes([number << 3 | 2]) + encoded + bytes([length]) + value


def entry(number, name, size=3):
    return field(number, field(1, name.encode()) + field(2, b"s" * size))


def test_types_that_are_not_used_are_left_out_of_each_map():
    used = [entry(number, "aws_sqs_queue") for number in (RESOURCES, DATA_SOURCES, EPHEMERAL_RESOURCES)]
    unused = [entry(number, "aws_sqs_queue_policy") for number in (RESOURCES, DATA_SOURCES, EPHEMERAL_RESOURCES)]

    assert reduced(b"".join(used + unused), {"aws_sqs_queue", "aws_s3_bucket"}) == b"".join(used)


def test_everything_else_in_the_schema_stays():
    rest = field(PROVIDER, b"region") + field(CAPABILITIES, b"\x10\x01") + entry(FUNCTIONS, "arn_parse")

    assert reduced(rest, set()) == rest


@pytest.mark.parametrize("size", [0, 126, 127, 128, 16_384, 3_000_000])
def test_lengths_of_any_number_of_bytes(size):
    used = entry(RESOURCES, "aws_sqs_queue", size)

    assert reduced(entry(RESOURCES, "aws_sns_topic", size) + used, {"aws_sqs_queue"}) == used


def test_message_of_another_format_is_an_error():
    with pytest.raises(ValueError, match="field 2 of the provider's schema has the wire type 0"):
        reduced(b"\x10\x01", set())


class Provider(grpc.GenericRpcHandler):
    """A provider that echoes, fails or waits, as the name of the method says."""

    def __init__(self):
        self.schema_calls = 0
        self.seconds = 0.0
        self.diagnostics = b""
        self.cancelled = False

    def service(self, handler_call_details):
        name = handler_call_details.method.rpartition("/")[2]
        return grpc.unary_unary_rpc_method_handler(getattr(self, name))

    def GetSchema(self, _request, _context):  # noqa: N802 - the protocol's name
        self.schema_calls += 1
        time.sleep(self.seconds)
        return entry(RESOURCES, "aws_sqs_queue") + entry(RESOURCES, "aws_sns_topic") + self.diagnostics

    def echo(self, request, _context):
        return request

    def fail(self, _request, context):
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "no such field")

    def wait(self, _request, context):
        while context.is_active():
            time.sleep(0.01)
        self.cancelled = True
        return b""


@pytest.fixture
def provider(tmp_path):
    return Provider()


@pytest.fixture
def schema_filter(provider, tmp_path):
    server = grpc.server(ThreadPoolExecutor(100), handlers=[provider])
    server.add_insecure_port(f"unix:{tmp_path}/provider")
    server.start()
    schema_filter = SchemaFilter(f"{tmp_path}/provider", tmp_path / "kept" / "schema")
    yield schema_filter
    schema_filter.close()
    server.stop(None)


@pytest.fixture
def of_another_filter(schema_filter, tmp_path):
    """``of_another_filter()`` is the schema of another filter, which uses the same file."""

    def of_another_filter():
        other = SchemaFilter(f"{tmp_path}/provider", tmp_path / "kept" / "schema")
        other.add({"aws_sqs_queue"})
        with grpc.insecure_channel(f"unix:{other.socket}") as channel:
            answer = channel.unary_unary("/tfplugin5.Provider/GetSchema")(b"")
        other.close()
        return answer

    return of_another_filter


@pytest.fixture
def call(schema_filter):
    with grpc.insecure_channel(f"unix:{schema_filter.socket}") as channel:
        yield lambda name: channel.unary_unary(f"/tfplugin5.Provider/{name}")


def test_schema_has_the_types_that_were_added_by_then(schema_filter, provider, call):
    schema_filter.add({"aws_sqs_queue"})
    assert call("GetSchema")(b"") == entry(RESOURCES, "aws_sqs_queue")

    schema_filter.add({"aws_sns_topic"})
    assert call("GetSchema")(b"") == entry(RESOURCES, "aws_sqs_queue") + entry(RESOURCES, "aws_sns_topic")
    assert provider.schema_calls == 1


def test_later_process_reads_the_kept_schema_unless_it_is_damaged(
    schema_filter, of_another_filter, provider, call, tmp_path
):
    schema_filter.add({"aws_sqs_queue"})
    expected = call("GetSchema")(b"")
    kept = tmp_path / "kept" / "schema"

    assert of_another_filter() == expected
    assert provider.schema_calls == 1
    kept.write_bytes(kept.read_bytes()[:-1])
    assert of_another_filter() == expected
    assert provider.schema_calls == 2


def test_providers_that_start_at_the_same_time_make_one_schema(of_another_filter, provider):
    provider.seconds = 0.2

    with ThreadPoolExecutor() as pool:
        answers = [each.result() for each in [pool.submit(of_another_filter) for _ in range(3)]]

    assert answers == [entry(RESOURCES, "aws_sqs_queue")] * 3
    assert provider.schema_calls == 1


def test_later_connections_of_a_process_reach_the_provider_itself(schema_filter, provider, call):
    call("GetSchema")(b"")

    with grpc.insecure_channel(f"unix:{schema_filter.socket}", [("grpc.use_local_subchannel_pool", 1)]) as channel:
        everything = channel.unary_unary("/tfplugin5.Provider/GetSchema")(b"")

    assert everything == entry(RESOURCES, "aws_sqs_queue") + entry(RESOURCES, "aws_sns_topic")
    assert provider.schema_calls == 2


def test_schema_with_errors_is_not_kept(schema_filter, provider, call, tmp_path):
    provider.diagnostics = field(4, b"out of memory")

    assert call("GetSchema")(b"").endswith(provider.diagnostics)
    assert not (tmp_path / "kept").exists()


def test_calls_reach_the_provider_and_its_answers_terraform(call):
    assert call("echo")(b"\x00\xff" * 1000) == b"\x00\xff" * 1000


def test_error_of_the_provider_reaches_terraform(call):
    with pytest.raises(grpc.RpcError) as error:
        call("fail")(b"")

    assert error.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert error.value.details() == "no such field"


def test_call_is_cancelled_when_terraform_is_killed(call, provider, schema_filter, caplog):
    waiting = call("wait").future(b"")
    time.sleep(0.1)

    waiting.cancel()

    def provider_has_stopped():
        assert provider.cancelled

    eventually(provider_has_stopped)
    schema_filter.close()  # which waits for the call's thread
    assert caplog.messages == []


def test_many_slow_calls_leave_room_for_another(call):
    waiting = [call("wait").future(b"") for _ in range(60)]

    assert call("echo").future(b"stop").result(timeout=20) == b"stop"
    for each in waiting:
        each.cancel()


def test_method_of_go_plugin_itself_is_not_served(schema_filter):
    with grpc.insecure_channel(f"unix:{schema_filter.socket}") as channel, pytest.raises(grpc.RpcError) as error:
        channel.unary_unary("/plugin.GRPCStdio/StreamStdio")(b"")

    assert error.value.code() is grpc.StatusCode.UNIMPLEMENTED
