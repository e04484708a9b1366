"""Mail against a real server."""

import asyncio
import email
from email import policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from leakwatch.notify import sending

PASSWORD = "w0rd/with@signs"


class Post:
    """A postbox: keeps what comes, refuses whom it is told to."""

    def __init__(self):
        self.got, self.refused, self.seconds = [], set(), 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 nobody of that name 13800138000"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.seconds)
        self.got.append((envelope, email.message_from_bytes(envelope.content,
                                                            policy=policy.default)))  # fmt: skip
        return "250 OK"


def allowed(server, session, envelope, mechanism, data):
    right = LoginPassword(b"clerk", PASSWORD.encode())
    return AuthResult(success=data == right, handled=False)


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def serving(post, closed_port):
    open_ = []

    def serve(**options):
        server = Controller(post, hostname="127.0.0.1", port=closed_port, **options)
        server.start()
        open_.append(server)
        return closed_port

    yield serve
    for server in open_:
        server.stop()


@pytest.fixture
def port(serving):
    return serving()


def url(port, to="ops@example.org", user=""):
    return f"mailto://{user}127.0.0.1:{port}?from=leakwatch@example.org&to={to}&mode=insecure"


def test_a_mail_arrives_as_plain_text_with_the_same_id_each_time(post, port):
    for _ in range(2):
        done = sending.send(
            url(port), "k" * 32, "[运营商] 警报 A12（高）", "涉及 412 人\nhttps://x"
        )
        assert (done.sent, done.said) == (True, "")
    (envelope, first), (_, second) = post.got
    assert envelope.mail_from == "leakwatch@example.org"
    assert envelope.rcpt_tos == ["ops@example.org"]
    assert first["Subject"] == "[运营商] 警报 A12（高）"
    assert first.get_content_type() == "text/plain"
    assert first.get_content().splitlines() == ["涉及 412 人", "https://x"]
    assert (
        first.get_all("Message-ID") == second.get_all("Message-ID") == [f"<{'k' * 32}.0@127.0.0.1>"]
    )


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_with_a_name_and_a_password(post, serving):
    port = serving(authenticator=allowed, auth_required=True, auth_require_tls=False)
    asked = "clerk:w0rd%2Fwith%40signs@"
    assert sending.send(url(port, user=asked), "k", "s", "b").sent
    assert len(post.got) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_wrong_password_is_told_without_it(post, serving):
    port = serving(authenticator=allowed, auth_required=True, auth_require_tls=False)
    done = sending.send(url(port, user="clerk:wrong@"), "k", "s", "b")
    assert (done.sent, done.said, done.sure) == (
        False, "the server refuses name or password (535)", True
    )  # fmt: skip
    assert post.got == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_password_no_mail_server_takes_keeps_no_other_channel_waiting(
    desk, post, serving, web, monkeypatch
):
    port = serving(authenticator=allowed, auth_required=True, auth_require_tls=False)
    monkeypatch.setenv("WORD", "口令")
    # the first of the two
    desk.channels["mail"] = url(port, user="clerk:${WORD}@")
    assert desk.tell() == 1
    assert len(web.got) == 1
    [lost] = desk.rows(channel="mail")
    assert lost.error == "a host, name or password in letters that mail servers cannot take"
    assert not lost.unsure
    assert post.got == []


def test_one_refused_of_three_is_told_but_not_the_others_again(post, port):
    post.refused = {"b@example.org"}
    done = sending.send(url(port, to="a@example.org,b@example.org,c@example.org"), "k", "s", "b")
    assert (done.sent, done.said) == (True, "1 recipients refused")
    assert sorted(envelope.rcpt_tos[0] for envelope, _ in post.got) == [
        "a@example.org", "c@example.org"
    ]  # fmt: skip


def test_all_refused_is_not_sent_and_the_words_of_the_server_are_not_kept(post, port):
    post.refused = {"ops@example.org"}
    done = sending.send(url(port), "k", "s", "b")
    assert (done.sent, done.said) == (False, "no recipient accepted it")


def test_nobody_listens(closed_port):
    done = sending.send(url(closed_port), "k", "s", "b")
    assert (done.sent, done.said, done.sure) == (False, "connection refused", True)


@pytest.mark.parametrize("name", ["carrier\\r\\nBcc: all@example.org", "a\\u0085b\\u2028Bcc: x"])
def test_a_newline_in_the_name_of_the_organisation_makes_no_header(desk, post, port, name):
    desk.name = name
    desk.channels["ops"] = url(port)
    desk.alert(1, detectors="x\r\nBcc: all@example.org\r\n\r\nbody")
    assert desk.tell() == 1
    [(envelope, mail)] = post.got
    assert envelope.rcpt_tos == ["ops@example.org"]
    assert mail["Bcc"] is None
    assert mail["Subject"].endswith("leakwatch tells this channel")
    assert "Bcc: " in mail["Subject"]
