"""Whoever is slow on purpose is let go; whoever is merely there at the same time is served."""

import asyncio
import socket
import threading
import time
from contextlib import suppress

import pytest
import uvicorn

from leakwatch import serving
from leakwatch.inbox.patience import Patience
from leakwatch.inbox.safety import Guard

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = b"x" * 8_000_000
#: a connection that hangs is let go after so long; a server that waits for ever takes longer
SOON, NEVER = 0.4, 5.0


class Hasty(Patience):
    head_seconds = SOON
    taken_seconds = SOON


async def answering(scope, receive, send):
    """Says a little, or very much."""
    if scope["type"] == "lifespan":
        return
    body = LARGE if scope["path"] == "/large" else b"here"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def server():
    config = uvicorn.Config(Guard(answering), port=0, http=Hasty, lifespan="off",
                            log_level="critical", timeout_keep_alive=3)  # fmt: skip
    running = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(running.serve()))
    thread.start()
    until = time.monotonic() + 20
    while not running.started and time.monotonic() < until:
        time.sleep(0.01)
    yield running.servers[0].sockets[0].getsockname()
    running.should_exit = True
    thread.join()


def calls(server, said=b""):
    called = socket.create_connection(server, timeout=NEVER)
    called.sendall(said)
    return called


def answer(called):
    """One small answer, whole."""
    said = b""
    while not said.endswith(b"0\r\n\r\n") and (part := called.recv(1000)):
        said += part
    return said


def ended(called):
    """All that is said until the server hangs up; TimeoutError where it does not."""
    said = b""
    try:
        while part := called.recv(65536):
            said += part
    except ConnectionResetError:
        pass
    called.close()
    return said


def test_a_whole_request_is_answered(server):
    called = calls(server, REQUEST)
    assert answer(called).startswith(b"HTTP/1.1 200")
    called.close()


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX: 1\r\n"])
def test_half_a_head_is_not_waited_for(server, said):
    assert ended(calls(server, said)) == b""


def test_a_letter_now_and_then_does_not_help(server):
    called, began = calls(server, b"GET / HTTP/1.1\r\n"), time.monotonic()
    with suppress(OSError):
        while time.monotonic() - began < NEVER:
            called.sendall(b"X: 1\r\n")
            time.sleep(0.05)
    assert time.monotonic() - began < NEVER
    called.close()


def test_half_a_second_head_is_not_waited_for_either(server):
    called = calls(server, REQUEST)
    answer(called)
    called.sendall(b"GET / HT")
    began = time.monotonic()
    ended(called)
    assert time.monotonic() - began < NEVER


def test_who_rests_between_two_requests_is_not_hung_up_on(server):
    called = calls(server, REQUEST)
    answer(called)
    time.sleep(2 * SOON)
    called.sendall(REQUEST)
    assert answer(called).startswith(b"HTTP/1.1 200")
    called.close()


def test_who_does_not_take_the_answer_does_not_keep_it_waiting(server):
    called = calls(server, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(3 * SOON)
    assert len(ended(called)) < len(LARGE)


def test_who_takes_a_large_answer_gets_all_of_it(server):
    called = calls(server, b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert len(ended(called)) > len(LARGE)


def test_a_body_that_comes_slowly_is_refused(server, monkeypatch):
    monkeypatch.setattr("leakwatch.inbox.safety.BODY_SECONDS", SOON)
    called = calls(server, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
    assert called.recv(1000).startswith(b"HTTP/1.1 408")
    # and so is what still comes of it
    called.settimeout(NEVER)
    ended(called)


def test_many_who_say_nothing_keep_nobody_out(server):
    silent = [calls(server) for _ in range(150)]
    began = time.monotonic()
    called = calls(server, REQUEST)
    assert answer(called).startswith(b"HTTP/1.1 200")
    assert time.monotonic() - began < 2
    for one in [called, *silent]:
        one.close()


def test_the_command_serves_with_patience(monkeypatch, house):
    given = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **words: given.update(words))
    house.write("leakwatch.toml", "")
    serving.serve(house.path / "leakwatch.toml", "127.0.0.1:1", False, False)
    assert given["http"] is Patience
    assert given["limit_concurrency"] == serving.MOST_CONNECTIONS
    assert (given["server_header"], given["proxy_headers"]) == (False, False)
