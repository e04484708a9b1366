"""The server on a real socket: slow, rude and many clients."""

import socket
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest

from leakwatch import logs
from leakwatch.errors import ConfigError
from leakwatch.health.serving import AT_ONCE, serving
from leakwatch.schedule.jobs import NAMES
from leakwatch.serving import scheduling


def app(environ, start):
    if environ["PATH_INFO"] == "/breaks":
        raise KeyError("A1023")
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
    return [b"ok\n"]


@contextmanager
def connected(address):
    host, _, port = address.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=5) as client:
        yield client


def said(address, request):
    """All that is answered."""
    with connected(address) as client:
        client.sendall(request)
        return read(client)


def read(client):
    found = b""
    while piece := client.recv(4096):
        found += piece
    return found


@pytest.fixture(scope="module")
def address():
    with serving("127.0.0.1:0", app, seconds=1.0) as address:
        yield address


def test_it_answers_and_does_not_say_what_it_is(address):
    told = said(address, b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    assert told.startswith(b"HTTP/1.0 200 OK\r\n")
    assert told.endswith(b"\r\n\r\nok\n")
    assert b"server" not in told.lower()
    assert b"python" not in told.lower()


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"400"), (b"GET\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"505"),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n", b"431"),
    ],
)  # fmt: skip
def test_what_is_no_request_gets_a_number_and_no_page(address, request_, code):
    told = said(address, request_)
    assert code in told
    assert b"python" not in told.lower()
    assert b"<" not in told


def test_where_it_breaks_the_client_is_not_told_why(address, capsys):
    told = said(address, b"GET /breaks HTTP/1.1\r\n\r\n")
    assert b"500" in told
    assert b"KeyError" not in told
    out, err = capsys.readouterr()
    assert "A1023" not in out + err
    assert "KeyError" in out + err


def test_a_client_that_speaks_a_letter_at_a_time_is_hung_up_on(address):
    began = time.monotonic()
    with connected(address) as client, suppress(OSError):
        while time.monotonic() - began < 5:
            client.sendall(b"G")
            time.sleep(0.1)
    assert time.monotonic() - began < 3


def test_many_who_say_nothing_keep_nobody_out_and_the_first_of_them_go():
    with serving("127.0.0.1:0", app, seconds=60) as address, ExitStack() as held:
        silent = [held.enter_context(connected(address)) for _ in range(AT_ONCE)]
        late = [held.enter_context(connected(address)) for _ in range(5)]
        assert said(address, b"GET / HTTP/1.0\r\n\r\n").endswith(b"ok\n")
        assert [read(one) for one in silent[:5]] == [b""] * 5
        late[-1].sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert read(late[-1]).endswith(b"ok\n")


def test_who_goes_in_the_middle_leaves_nothing_behind(address, capfd):
    for _ in range(5):
        with connected(address) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.sendall(b"GET / HTT")
    assert said(address, b"GET / HTTP/1.0\r\n\r\n").endswith(b"ok\n")
    assert "Traceback" not in capfd.readouterr().err


def test_an_address_that_another_has_is_refused(address):
    with pytest.raises(ConfigError, match="cannot listen there"), serving(address, app):
        pass


def test_it_speaks_ipv6():
    if not socket.has_ipv6:
        pytest.skip("no IPv6 on this machine")
    with serving("[::1]:0", app) as address:
        port = address.rpartition(":")[2]
        assert said(f"[::1]:{port}", b"GET / HTTP/1.0\r\n\r\n").endswith(b"ok\n")


def test_a_scheduler_beside_the_inbox_is_watched_where_the_settings_say(minded, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    never = "".join(f'{job} = ""\n' for job in NAMES)
    minded.set(f'[watch]\nlisten = "{listen}"\n[schedule]\n{never}')
    # what it logs would be this process's for good
    monkeypatch.setattr(logs, "begin", lambda: None)
    with scheduling(minded.house.path / "leakwatch.toml"):
        assert b"200 OK" in said(listen, b"GET /healthz HTTP/1.1\r\n\r\n")
    with pytest.raises(ConnectionRefusedError):
        said(listen, b"")
