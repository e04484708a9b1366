"""Robots that answer 200 and say inside whether they took it."""

import json

import pytest
from apprise import Apprise

from leakwatch.notify import robots, sending
from leakwatch.notify.messages import LONGEST

URLS = {
    "dingtalk": "dingtalk://SECxyz@tokenabc/13000000000",
    "feishu": "feishu://tokenabc-0123-4567",
    "lark": "lark://abcd1234-5678-abcd-1234-567890abcdef",
    "wecom": "wecombot://0bcd1234-5678-abcd-1234-567890abcdef",
}


@pytest.fixture
def here(monkeypatch, web):
    """Sends what is for these hosts to the server here."""
    asked = []

    def redirected(service, text, before=robots._asked):
        url, payload = before(service, text)
        asked.append(url)
        return f"http://127.0.0.1:{web.port}/robot", payload

    monkeypatch.setattr(robots, "_asked", redirected)
    return asked


@pytest.mark.parametrize("name", URLS)
def test_every_robot_is_known_by_its_class(name):
    assert Apprise.instantiate(URLS[name]).__class__.__name__ in robots.ROBOTS


@pytest.mark.parametrize(
    ("name", "host", "text"),
    [("dingtalk", "oapi.dingtalk.com", "text"), ("feishu", "open.feishu.cn", "content"),
     ("lark", "open.larksuite.com", "content"), ("wecom", "qyapi.weixin.qq.com", "text")],
)  # fmt: skip
def test_a_message_is_put_as_the_robot_wants_it(here, web, name, host, text):
    web.answer = json.dumps({"errcode": 0, "code": 0}).encode()
    assert sending.send(URLS[name], "k", "标题", "正文").sent
    assert host in here[0]
    [(_, headers, body)] = web.got
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert "标题\n正文" in body[text].values()


@pytest.mark.parametrize(
    ("answer", "said", "sure"),
    [({"errcode": 310000, "errmsg": "keywords not in content: secret"},
      "refused with code 310000", True),
     ({"code": 19024, "msg": "Key Words Not Found"}, "refused with code 19024", True),
     ({"errcode": "x"}, "refused with code ?", True),
     ([], "an answer that says nothing", False), ({}, "an answer that says nothing", False)],
)  # fmt: skip
def test_a_200_that_refuses_inside_is_not_sent(here, web, answer, said, sure):
    web.answer = json.dumps(answer).encode()
    done = sending.send(URLS["dingtalk"], "k", "s", "b")
    assert (done.sent, done.said, done.sure) == (False, said, sure)


def test_a_page_in_the_place_of_an_answer_and_a_redirect_are_not_sent(here, web):
    web.answer = b"<html>log in first</html>"
    assert sending.send(URLS["feishu"], "k", "s", "b").said == "an answer that says nothing"
    web.status = 302
    assert sending.send(URLS["feishu"], "k", "s", "b").said == "HTTP 302"
    assert [path for path, _, _ in web.got] == ["/robot", "/robot"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"SSH-2.0-OpenSSH\r\n", "an answer that is no HTTP"),
     (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{", "an answer that is no HTTP"),
     (b"", "connection lost")],
)  # fmt: skip
def test_a_robot_that_answers_rubbish_or_hangs_up_keeps_no_other_channel_waiting(
    here, desk, web, another, monkeypatch, raw, said
):
    monkeypatch.setenv("BOT", "tokenabc")
    desk.channels = {"bot": "dingtalk://${BOT}", "ops": f"json://127.0.0.1:{another.port}/hook"}
    web.raw = raw
    assert desk.tell() == 1
    assert len(another.got) == 1
    [lost] = desk.rows(channel="bot")
    assert (lost.state, lost.error) == ("waiting", said)
    assert lost.unsure


def test_a_robot_that_is_slow_or_away(here, web, monkeypatch, closed_port):
    monkeypatch.setattr(robots, "SECONDS", 0.2)
    web.seconds = 1.0
    late = sending.send(URLS["wecom"], "k", "s", "b")
    assert (late.said, late.sure) == ("no answer in time", False)
    monkeypatch.setattr(robots, "_asked", lambda *_: (f"http://127.0.0.1:{closed_port}", {}))
    away = sending.send(URLS["wecom"], "k", "s", "b")
    assert (away.said, away.sure) == ("connection refused", True)


def test_the_signature_is_quoted_once(here, web):
    sending.send(URLS["dingtalk"], "k", "s", "b")
    sign = here[0].partition("&sign=")[2]
    assert sign
    assert "%25" not in sign


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_message_is_longer_than_the_shortest_channel_takes(desk, language):
    desk.language, desk.name = language, "名" * 200
    for number in range(1, 30):
        desk.alert(number, detectors=";".join(["很长的名字" * 9] * 9))
    desk.find()
    desk.alert(99, detectors="长" * 900)
    desk.find()
    for row in desk.rows(state="waiting"):
        assert len(f"{row.subject}\n{row.body}".encode()) <= LONGEST + 1
        assert row.body.endswith(("https://inbox.example/", "https://inbox.example/alerts/A99"))
