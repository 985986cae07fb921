"""A gRPC proxy in front of a provider that reduces its schema to the resource types in use.

Terraform reads the whole schema in every command that uses a provider. The AWS provider 5.100 has 1,526 resources
and 608 data sources, which cost 1.3 of the 1.5 CPU seconds of a plan, and 1.1 of the 1.2 of ``terraform show -json``.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import grpc

from slipway.system.private_folders import private_folder
from slipway.terraform import kept_schema
from slipway.terraform.forwarder import Forwarder

_SCHEMA_METHODS = ("/GetSchema", "/GetProviderSchema")  # of protocol 5 and 6
# Maps by type name in the answer: resources, data sources, ephemeral resources and lists of resources.
# GetProviderSchema.Response in https://github.com/hashicorp/terraform/tree/v1.11.4/docs/plugin-protocol
_MAPS_BY_TYPE = (2, 3, 8, 9)
_DIAGNOSTICS = 4  # in the same answer
_LENGTH_DELIMITED = 2  # https://protobuf.dev/programming-guides/encoding/#structure
# Threads, so calls at a time: Terraform's parallelism, which is 40 here, and more for its call to stop them.
_CALLS = 128
# Of providers that start at the same time, as those of all stacks do, the first one makes the schema, and keeps it.
_asking = threading.Lock()
_UNLIMITED = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]  # the schema has 5 MB


class SchemaFilter:
    """The proxy of one running provider. It passes all calls on unchanged, and changes one answer: the schema.

    Terraform asks for the schema on its first connection, and calls everything else on later ones. These go to the
    provider itself, as the proxy needs as much CPU time for a call as Terraform.

    Attributes:
        socket: the path of the Unix socket on which it listens.
    """

    def __init__(self, provider_socket: str, schema_file: Path | None = None) -> None:
        """Listen, in threads of this process.

        Args:
            provider_socket: the path of the Unix socket of a provider.
            schema_file: keeps the provider's schema, so that only the first process is asked for it.
        """
        self._schema_file = schema_file
        self._open = ExitStack()
        folder = self._open.enter_context(private_folder())  # a socket's path has at most 104 bytes on macOS
        filtering = str(folder / "filtering")
        self._types: set[str] = set()
        self._schema = b""
        self._channel = grpc.insecure_channel(f"unix:{provider_socket}", options=_UNLIMITED)
        self._server = grpc.server(
            ThreadPoolExecutor(_CALLS),
            handlers=[_Handler(self._call)],
            options=_UNLIMITED,
        )
        self._server.add_insecure_port(f"unix:{filtering}")
        self._server.start()
        self._forwarder = Forwarder(str(folder / "socket"), first=filtering, later=provider_socket)
        self.socket = self._forwarder.path

    def add(self, types: Iterable[str]) -> None:
        """Keep these types, e.g. ``aws_sqs_queue``, in the schema, in addition to those of earlier calls."""
        self._types.update(types)

    def close(self) -> None:
        """Stop listening, and remove the socket."""
        self._forwarder.close()
        self._server.stop(grace=None).wait()
        self._channel.close()
        self._open.close()

    def _call(self, method: str, request: bytes, context: grpc.ServicerContext) -> bytes:
        if not method.endswith(_SCHEMA_METHODS):
            return self._pass_on(method, request, context)
        if not self._schema:
            with _asking:
                self._schema = self._read_schema() or self._ask_for_schema(method, request, context)
        return reduced(self._schema, self._types.copy())  # another thread may add types

    def _read_schema(self) -> bytes:
        return kept_schema.read(self._schema_file) if self._schema_file else b""

    def _ask_for_schema(self, method: str, request: bytes, context: grpc.ServicerContext) -> bytes:
        schema = self._pass_on(method, request, context)
        if self._schema_file and not any(number == _DIAGNOSTICS for number, *_ in _fields(schema, 0, len(schema))):
            kept_schema.write(self._schema_file, schema)
        return schema

    def _pass_on(self, method: str, request: bytes, context: grpc.ServicerContext) -> bytes:
        stub: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self._channel.unary_unary(method)
        call = stub.future(request)

        def cancel() -> None:  # if Terraform is killed, the provider stops too
            call.cancel()

        context.add_callback(cancel)
        try:
            return call.result()
        except grpc.FutureCancelledError:  # else grpc logs a traceback
            context.abort(grpc.StatusCode.CANCELLED, "")
        except grpc.RpcError as error:
            context.abort(error.code(), error.details() or "")


class _Handler(grpc.GenericRpcHandler):
    def __init__(self, call: Callable[[str, bytes, grpc.ServicerContext], bytes]) -> None:
        self._call = call

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes] | None":
        """Handle the provider's methods; go-plugin does without its own, which are streams."""
        method = handler_call_details.method
        if not method.startswith("/tfplugin"):
            return None
        return grpc.unary_unary_rpc_method_handler(lambda request, context: self._call(method, request, context))


def reduced(schema: bytes, types: Iterable[str]) -> bytes:
    """Return a provider's schema, an encoded ``GetProviderSchema.Response``, with these types of resources only."""
    names = {name.encode() for name in types}
    return b"".join(
        schema[start:end]
        for number, start, value, end in _fields(schema, 0, len(schema))
        if number not in _MAPS_BY_TYPE or _key(schema, value, end) in names
    )


def _key(message: bytes, start: int, end: int) -> bytes:
    """Return the key of a map's entry, which is its first field."""
    _, _, value, key_end = next(_fields(message, start, end))
    return message[value:key_end]


def _fields(message: bytes, position: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the number of each field, and the positions of its tag, its value and its end."""
    while position < end:
        start = position
        tag, position = _varint(message, position)
        if tag & 7 != _LENGTH_DELIMITED:
            raise ValueError(f"field {tag >> 3} of the provider's schema has the wire type {tag & 7}")
        length, value = _varint(message, position)
        position = value + length
        yield tag >> 3, start, value, position


def _varint(message: bytes, position: int) -> tuple[int, int]:
    """Return a number, and the position after it: https://protobuf.dev/programming-guides/encoding/#varints."""
    number = shift = 0
    while message[position] & 0x80:
        number |= (message[position] & 0x7F) << shift
        shift += 7
        position += 1
    return number | message[position] << shift, position + 1
