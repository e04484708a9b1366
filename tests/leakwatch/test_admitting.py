"""`leakwatch users`, as typed."""

import json
import os
import pty
import select
import sqlite3
import sys
from contextlib import suppress

import pytest
from typer.testing import CliRunner

from leakwatch import beginning, cli
from leakwatch.errors import ConfigError, LeakwatchError
from leakwatch.store import trail

WORDS = "correct horse battery"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder just begun."""
    list(beginning.begin(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*words, stdin=""):
    done = CliRunner().invoke(cli.app, ["users", *words], input=stdin)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def listed():
    return json.loads(typed("list", "--json"))


def test_users_are_added_listed_changed_and_removed(folder):
    words = ("--role", "analyst", "--actor", "carrier/A1023", "--branch", "营业厅")
    assert typed("add", "Lin", *words, "--password-stdin", stdin=WORDS) == "Lin: analyst\n"
    [user] = listed()
    assert (user["name"], user["role"], user["branch"]) == ("lin", "analyst", "营业厅")
    assert (user["password"], user["active"], len(user["actor"])) == (True, True, 32)
    words = ("--role", "auditor", "--actor", "", "--password-stdin")
    assert typed("change", "lin", *words, stdin="another horse\n") == (
        "lin: actor, password, role changed\n"
    )
    assert typed("change", "lin", "--role", "auditor") == "lin: nothing changed\n"
    assert typed("remove", "lin") == "lin: may sign in no more\n"
    assert [user["active"] for user in listed()] == [False]
    assert typed("change", "lin", "--active") == "lin: active changed\n"
    assert "auditor" in typed("list")
    with sqlite3.connect(folder / "leakwatch.db") as kept:
        rows = kept.execute("SELECT who, what, whom FROM trail").fetchall()
    kept.close()
    assert rows == [
        (trail.shell(), f"user_{what}", "lin")
        for what in ("added", "changed", "removed", "changed")
    ]


def test_his_own_account_is_kept_as_its_token(folder):
    typed("add", "lin", "--role", "admin", "--actor", "carrier/A1023", "--password-stdin",
          stdin=WORDS)  # fmt: skip
    token = CliRunner().invoke(cli.app, ["token", "actor", "carrier/A1023"]).stdout.strip()
    assert [user["actor"] for user in listed()] == [token]
    assert b"A1023" not in (folder / "leakwatch.db").read_bytes()


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("add", "lin", "--role", "boss"), WORDS, "no role 'boss'"),
        (("add", "lin", "--role", "admin"), "short", "a password has 12 to"),
        (("add", "lin", "--role", "admin"), "", "a password has 12 to"),
        (("add", "lin", "--role", "admin", "--actor", "A1023"), WORDS, "written org/account"),
        (("change", "lin"), WORDS, "no user lin"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(folder, words, stdin, said):
    with pytest.raises(LeakwatchError, match=said) as refused:
        typed(*words, "--password-stdin", stdin=stdin)
    assert "\n" not in str(refused.value)
    assert listed() == []


def test_without_a_terminal_the_password_is_not_asked(folder):
    with pytest.raises(ConfigError, match="--password-stdin"):
        typed("add", "lin", "--role", "admin", stdin=f"{WORDS}\n{WORDS}\n")


def test_at_a_terminal_it_is_asked_twice_and_not_shown(folder):
    """A real terminal: what is typed there is not echoed, and both must be the same."""
    code, said = at_a_terminal(folder, [WORDS, "something else", WORDS, WORDS])
    assert (code, said.count("password:")) == (0, 2)
    assert "lin: admin" in said
    assert "horse" not in said
    assert [user["password"] for user in listed()] == [True]


def at_a_terminal(folder, typing):
    """Exit code of `users add` and all that the terminal showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "leakwatch", "users", "add", "lin",
                                  "--role", "admin"])  # fmt: skip
    shown = b""
    for words in typing:
        # the sign after the colon comes when what is typed is no longer shown
        while not shown.endswith(b": "):
            assert select.select([terminal], [], [], 60)[0], shown
            shown += os.read(terminal, 1024)
        os.write(terminal, words.encode() + b"\n")
        shown += b"|"
    with suppress(OSError):
        while more := os.read(terminal, 1024):
            shown += more
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()
