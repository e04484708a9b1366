"""Notices → messages: one each, or one of many where they come in a flood."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leakwatch.notify.notices import Notice, Words

#: named in a message of many
NAMED = 8
#: bytes of a message; WeCom takes 2,048
LONGEST = 1900


@dataclass(frozen=True)
class Message:
    """What is sent, and the notices bundled in it (none where it is one notice)."""

    row: dict[str, Any]
    parts: tuple[Notice, ...] = ()


def messages(
    channel: str, found: Sequence[Notice], most: int, link: str, words: Words
) -> list[Message]:
    """What to send: old notices together, and all of them where the fresh ones are many."""
    fresh = [one for one in found if not one.old]
    alone = fresh if len(fresh) <= most else []
    many = [one for one in found if one not in alone]
    if len(many) == 1:
        alone, many = list(found), []
    sent = [Message(row(one, channel) | written(one.title, [one.line], address(link, one.page),
                                                words)) for one in alone]  # fmt: skip
    if many:
        title = words.say("{count} news").format(count=len(many))
        sent.append(bundle(channel, many, f"news {_mark(many)}", title, link, words))
    return sent


def bundle(
    channel: str, many: Sequence[Notice], about: str, title: str, link: str, words: Words,
    above: Sequence[str] = (),
) -> Message:  # fmt: skip
    """One message of many notices: the severest are named, the others counted."""
    order = sorted(many, key=lambda one: -(one.severity or 0))
    lines = [*above, *(_both(one, words) for one in order[:NAMED])]
    if len(many) > NAMED:
        lines.append(words.say("and {count} more").format(count=len(many) - NAMED))
    head = {"about": about, "channel": channel, "kind": "digest" if above else "bundle"}
    return Message(head | written(title, lines, address(link, ""), words), tuple(many))


def row(one: Notice, channel: str) -> dict[str, Any]:
    """A notice's columns of Delivery."""
    return {
        "about": one.about, "channel": channel, "kind": one.kind, "alert_id": one.alert,
        "severity": one.severity, "surety": one.surety, "subject": "", "body": "",
    }  # fmt: skip


def written(title: str, lines: Sequence[str], link: str, words: Words) -> dict[str, str]:
    """Subject and body, no longer than every channel takes."""
    subject = words.titled(title)
    left = LONGEST - len(f"{subject}\n{link}\n".encode())
    body = "\n".join(line for line in lines if line).encode()
    if len(body) > left:
        body = body[: left - 3].decode(errors="ignore").encode() + "…".encode()
    return {"subject": subject, "body": f"{body.decode()}\n{link}".strip() or title}


def address(link: str, page: str) -> str:
    """A page of the inbox; nothing where no inbox is named.

    >>> address("https://inbox.example/", "alerts/A12"), address("", "alerts/A12")
    ('https://inbox.example/alerts/A12', '')
    """
    return f"{link.rstrip('/')}/{page}" if link else ""


def _both(one: Notice, words: Words) -> str:
    return one.title + (words.say(": ") + one.line if one.line else "")


def _mark(many: Sequence[Notice]) -> str:
    return hashlib.sha256("\n".join(sorted(one.about for one in many)).encode()).hexdigest()[:16]
