"""What waits is sent: exactly once where nothing dies, and again, said so, where something did."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from leakwatch.notify import delivering
from leakwatch.store import outbox, tallies
from leakwatch.store.deliveries import Delivery

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
#: delivers what waits, as a scheduler does; says so when it is ready
SENDER = """
import sys
from datetime import datetime
from pathlib import Path
from leakwatch import settings, store
from leakwatch.notify import sending
from leakwatch.notify.delivering import deliver
known = settings.read(Path(sys.argv[1]))
with store.open(sys.argv[2]) as opened:
    print("ready", flush=True)
    sys.stdin.readline()
    print(deliver(known, opened, datetime.fromisoformat(sys.argv[3])), flush=True)
"""


@pytest.fixture
def sender(desk, url):
    """Starts another process that delivers when it is told to."""
    started = []

    def start(now=NOW):
        desk.settings  # noqa: B018 — writes the file
        command = [sys.executable, "-W", "ignore", "-c", SENDER, str(desk.path / "leakwatch.toml"),
                   url, now.isoformat()]  # fmt: skip
        one = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(one)
        assert one.stdout.readline() == "ready\n"
        return one

    yield start
    for one in started:
        if one.poll() is None:
            one.kill()
        one.communicate()


def waiting(desk, count, channel="ops"):
    with desk.store.writing() as session:
        session.add_all(
            Delivery(about=f"alert A{n}", channel=channel, kind="alert", subject=f"A{n}",
                     body=f"alert {n}", made=NOW, state="waiting", attempts=0, again=NOW,
                     unsure=False)
            for n in range(1, count + 1)
        )  # fmt: skip


def test_a_message_is_sent_once_with_its_key(desk, web):
    waiting(desk, 1)
    assert (desk.deliver(), desk.deliver(NOW + timedelta(days=1))) == (1, 0)
    [(_, headers, body)] = web.got
    assert headers["Idempotency-Key"] == body["id"]
    assert len(body["id"]) == 32
    [row] = desk.rows()
    assert (row.state, row.attempts, row.error, row.unsure) == ("sent", 1, None, False)


@pytest.mark.parametrize(
    ("status", "seconds", "error", "unsure"),
    [(500, 0, "HTTP 500", False), (404, 0, "HTTP 404", False), (302, 0, "HTTP 302", False),
     (200, 2, "no answer in time", True)],
)  # fmt: skip
def test_what_is_not_taken_is_tried_again_after_a_pause(desk, web, status, seconds, error, unsure):
    desk.channels["ops"] += "?rto=0.3"
    web.status, web.seconds = status, seconds
    waiting(desk, 1)
    assert desk.deliver() == 0
    [row] = desk.rows()
    assert (row.state, row.attempts, row.error) == ("waiting", 1, error)
    assert row.unsure is unsure
    assert timedelta(seconds=60) <= row.again - NOW < timedelta(seconds=70)
    web.status, web.seconds = 200, 0
    assert desk.deliver(NOW + timedelta(seconds=50)) == 0
    assert desk.deliver(NOW + timedelta(seconds=90)) == 1
    first, second = (body for _, _, body in web.got)
    assert first["id"] == second["id"]
    assert second["title"] == ("(perhaps sent before) A1" if unsure else "A1")


def test_nobody_listens(desk, closed_port):
    desk.channels["ops"] = f"json://127.0.0.1:{closed_port}"
    waiting(desk, 1)
    desk.deliver()
    [row] = desk.rows()
    assert (row.error, row.unsure) == ("connection refused", False)


def test_slow_is_not_late(desk, web):
    web.seconds = 0.5
    waiting(desk, 1)
    assert desk.deliver() == 1


def test_after_a_day_of_attempts_it_is_given_up_and_counted(desk, web):
    web.status = 503
    waiting(desk, 1)
    now = NOW
    for _ in range(outbox.MOST_ATTEMPTS):
        desk.deliver(now)
        now += timedelta(hours=6, minutes=1)
    assert len(web.got) == outbox.MOST_ATTEMPTS
    [row] = desk.rows()
    assert (row.state, row.error, row.again) == ("given_up", "HTTP 503", None)
    assert desk.deliver(now + timedelta(days=9)) == 0
    with desk.store.reading() as session:
        assert tallies.given_up(session) == {"ops": 1}
        assert [one.id for one in outbox.unsent(session)] == [row.id]


def test_a_channel_that_fails_keeps_no_other(desk, web, closed_port):
    desk.channels = {
        "a": f"json://127.0.0.1:{closed_port}", "b": "json://${LEAKWATCH_NOT_SET}",
        "c": "nothing:///", "ops": desk.channels["ops"],
    }  # fmt: skip
    for channel in desk.channels:
        waiting(desk, 5, channel)
    assert desk.deliver() == 5
    errors = {row.channel: row.error for row in desk.rows() if row.attempts}
    assert errors == {
        "a": "connection refused", "b": "the variable LEAKWATCH_NOT_SET is not set",
        "c": "the url is none that apprise knows", "ops": None,
    }  # fmt: skip
    assert Counter(row.channel for row in desk.rows(attempts=1)) == {
        "a": 3, "b": 3, "c": 3, "ops": 5
    }  # fmt: skip


def test_one_bad_message_does_not_keep_those_behind_it(desk, web):
    waiting(desk, 9)
    web.status = 500
    desk.deliver()
    web.status = 200
    assert desk.deliver() == 6
    assert desk.deliver(NOW + timedelta(minutes=2)) == 3


def test_a_channel_no_longer_in_the_settings_is_left_alone(desk, web):
    waiting(desk, 1, "gone")
    assert desk.deliver() == 0
    assert [row.state for row in desk.rows()] == ["waiting"]


def test_two_processes_at_once_send_everything_once(desk, web, sender):
    waiting(desk, 60)
    both = [sender(), sender()]
    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    sent = [int(one.stdout.readline()) for one in both]
    assert sum(sent) == 60
    assert Counter(web.titles) == {f"A{n}": 1 for n in range(1, 61)}
    assert {row.state for row in desk.rows()} == {"sent"}


def test_killed_between_claim_and_sent_it_is_sent_again_and_says_so(desk, web, sender):
    web.seconds = 3.0
    waiting(desk, 2)
    one = sender()
    one.stdin.write("\n")
    one.stdin.flush()
    deadline = time.monotonic() + 20
    while not web.got and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(one.pid, signal.SIGKILL)
    one.wait()
    web.seconds = 0.0
    assert Counter(row.state for row in desk.rows()) == {"sending": 1, "waiting": 1}
    assert desk.deliver(NOW + timedelta(minutes=9)) == 1
    assert desk.deliver(NOW + timedelta(minutes=11)) == 1
    assert web.titles == ["A1", "A2", "(perhaps sent before) A1"]
    assert web.got[0][2]["id"] == web.got[2][2]["id"]
    assert {row.state for row in desk.rows()} == {"sent"}


def test_who_was_away_too_long_after_the_claim_sends_nothing(desk, web, monkeypatch):
    waiting(desk, 1)
    clock = iter([0.0, 0.0, 0.0, 301.0, 301.0, 301.0])
    monkeypatch.setattr(delivering, "monotonic", lambda: next(clock, 301.0))
    assert desk.deliver() == 0
    assert web.got == []
    assert [row.state for row in desk.rows()] == ["sending"]


def test_a_late_word_on_a_message_claimed_since_changes_nothing(desk):
    waiting(desk, 1)
    with desk.store.writing() as session:
        first = outbox.claim(session, "ops", NOW)
    with desk.store.writing() as session:
        assert outbox.claim(session, "ops", NOW + timedelta(minutes=9)) is None
        second = outbox.claim(session, "ops", NOW + timedelta(minutes=11))
    assert (first.attempts, second.attempts, second.unsure) == (1, 2, True)
    with desk.store.writing() as session:
        outbox.settle(session, first, outbox.Outcome(sent=False, said="late"), NOW)
    assert [(row.state, row.error) for row in desk.rows()] == [("sending", None)]


def test_of_ten_thousand_that_wait_as_many_as_time_allows_are_sent_once_each(desk, monkeypatch):
    """One run after the other takes the next; the sending is another test's matter."""
    took = []

    def attempt(_, told):
        took.append(told.key)
        if len(took) % 100 == 0:
            monkeypatch.setattr(delivering, "SECONDS", 0.0)
        return outbox.Outcome(sent=True)

    monkeypatch.setattr(delivering, "attempt", attempt)
    waiting(desk, 10_000)
    for _ in range(2):
        monkeypatch.setattr(delivering, "SECONDS", 600.0)
        assert desk.deliver() == 100
    assert len(set(took)) == 200


def test_no_secret_is_in_logs_errors_and_lists(desk, web, monkeypatch, caplog):
    monkeypatch.setenv("LEAKWATCH_WORD", "s3cr3t-w0rd")
    word = "${LEAKWATCH_WORD}"
    desk.channels["ops"] = f"json://clerk:{word}@127.0.0.1:{web.port}/{word}?-token={word}"
    waiting(desk, 2)
    web.status = 500
    with caplog.at_level(logging.DEBUG):
        desk.deliver()
        web.status = 200
        desk.deliver(NOW + timedelta(minutes=2))
    assert "s3cr3t-w0rd" in web.got[0][0]
    assert "s3cr3t" not in caplog.text
    assert "s3cr3t" not in "".join(f"{vars(row)}" for row in desk.rows())
    assert logging.getLogger("apprise").propagate
