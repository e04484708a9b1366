"""`[notify]`: the channels on which people are told, of what, and that no secret stands there."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from leakwatch.errors import ConfigError
from leakwatch.findings import Severity

#: what a channel can be told of; an escalation is told where alerts are
KINDS = ("alert", "due", "approval", "feed", "job", "digest")
SEVERITIES = {severity.name.lower(): severity for severity in Severity}
NAME = re.compile(r"[\w-]{1,64}")
VARIABLE = re.compile(r"\$\{\w+\}")
#: urls whose host and path are no secret; of all others they are
PLAIN = ("mailto", "mailtos", "json", "jsons", "form", "forms", "xml", "xmls", "http", "https")
PRIVATE = re.compile(r"pass|token|secret|key|auth|sign|credential", re.IGNORECASE)
#: nobody calls a folder so
RANDOM = re.compile(r"(?=\w*\d)(?=\w*[A-Za-z])[\w-]{16,}")


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[notify.channels.NAME]`: a url of apprise, and what is told there.

    `severity` is the least of alerts.
    """

    url: str
    kinds: tuple[str, ...] = KINDS
    severity: str = "high"

    @property
    def least(self) -> Severity:
        """The severity from which on alerts are told."""
        return SEVERITIES[self.severity]


class Notify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[notify]`: where the inbox is, when an answer and a job are late, and the channels."""

    link: str = ""
    due_days: int = 7
    overdue_minutes: int = 60
    most: int = 5
    channels: dict[str, Channel] = {}


def check(notify: Notify, where: str) -> None:
    """ConfigError for what a type cannot say; never with a url, for it may hold a secret."""
    if notify.link and not re.match(r"https?://[^/@\s]+(/\S*)?$", notify.link):
        raise ConfigError("link is no address of a page", where=f"{where} [notify]",
                          hint='for example "https://inbox.example"')  # fmt: skip
    if min(notify.due_days, notify.overdue_minutes, notify.most) < 1:
        raise ConfigError("due_days, overdue_minutes and most are at least 1",
                          where=f"{where} [notify]")  # fmt: skip
    for name, channel in notify.channels.items():
        _check(name, channel, f"{where} [notify.channels.{name}]")


def _check(name: str, channel: Channel, where: str) -> None:
    if not NAME.fullmatch(name):
        raise ConfigError("the name of a channel has letters, digits, _ and - (64 at most)",
                          where=where)  # fmt: skip
    for kind in channel.kinds:
        if kind not in KINDS:
            raise ConfigError(f"no kind {kind!r}", where=where, hint=f"of {', '.join(KINDS)}")
    if channel.severity not in SEVERITIES:
        raise ConfigError(f"no severity {channel.severity!r}", where=where,
                          hint=f"one of {', '.join(SEVERITIES)}")  # fmt: skip
    if secret(channel.url):
        raise ConfigError("a password or a token is written in url", where=where,
                          hint="write ${NAME} in its place, and set NAME in the environment",
                          )  # fmt: skip


def secret(url: str) -> bool:
    """True where a url holds a password or a token that does not come from `${NAME}`.

    >>> secret("mailtos://clerk:${PASSWORD}@mail.example?to=ops@mail.example")
    False
    >>> secret("mailtos://clerk:hunter2@mail.example"), secret("dingtalk://abcdef")
    (True, True)
    """
    scheme, _, rest = VARIABLE.sub("", url).partition("://")
    parts = urlsplit(f"//{rest}")
    asked = parse_qsl(parts.query)
    if any(value and PRIVATE.search(name) for name, value in asked):
        return True
    if scheme.lower() not in PLAIN:
        return bool(parts.netloc.strip("@:") or parts.path.strip("/"))
    password = parts.netloc.rpartition("@")[0].partition(":")[2]
    words = (*parts.path.split("/"), *(value for _, value in asked))
    return bool(password) or any(RANDOM.fullmatch(unquote(word)) for word in words)
