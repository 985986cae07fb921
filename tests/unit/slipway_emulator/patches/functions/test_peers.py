"""Whose process is at the other end of a connection."""

import multiprocessing
import os
import socket
import sys

import pytest

from slipway_emulator.patches.functions.python_worker.runtime import peers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows whose a connection is")


@pytest.fixture(params=["one connection", "the table", "a refusing kernel"])
def user_of(request, monkeypatch):
    """``user_of(port, remote_port)`` where the kernel looks one connection up, where it can't and where it may not."""
    if request.param == "the table":
        monkeypatch.delattr(socket, "AF_NETLINK")
    if request.param == "a refusing kernel":  # which has another message of this number
        monkeypatch.setattr(peers, "_SOCK_DIAG_BY_FAMILY", 19)
    if request.param != "one connection":
        return peers.user_of
    monkeypatch.setattr(peers, "_listed", None)
    return peers.user_of


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_the_user_of_a_client_is_returned(user_of, server):
    address = server.getsockname()
    with socket.create_connection(address) as client:
        assert user_of(client.getsockname()[1], address[1]) == os.getuid()


def test_a_client_of_both_internet_protocols_has_its_user_too(server):
    address = server.getsockname()
    with socket.socket(socket.AF_INET6) as client:  # as Java's
        client.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        client.connect(("::ffff:127.0.0.1", address[1]))
        assert peers.user_of(client.getsockname()[1], address[1]) == os.getuid()


def test_a_connection_that_nobody_has_made_has_no_user(user_of, server):
    with socket.socket() as unconnected:
        unconnected.bind(("127.0.0.1", 0))
        assert user_of(unconnected.getsockname()[1], server.getsockname()[1]) is None


def connect_as_another_user(connection):
    """Connect to the port that arrives, and send the port of the client."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    with socket.create_connection(("127.0.0.1", connection.recv())) as client:
        connection.send(client.getsockname()[1])
        connection.recv()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_another_user_is_returned(user_of, server):
    port = server.getsockname()[1]
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=connect_as_another_user, args=(there,))
    process.start()
    here.send(port)
    assert user_of(here.recv(), port) == 65534
    here.send("end")
    process.join(10)
