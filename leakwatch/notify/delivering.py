"""Sends what waits: each channel for itself, each message claimed before and settled after."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from leakwatch.channels import Channel
from leakwatch.errors import ConfigError
from leakwatch.language import language
from leakwatch.readers.sql import expanded
from leakwatch.store import outbox
from leakwatch.store.outbox import Outcome

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.deliveries import Delivery

#: a channel that refuses so many messages on end is left alone until the next time
REFUSED = 3
#: one channel keeps the others waiting for no longer
SECONDS = 60.0


@dataclass(frozen=True)
class Letter:
    """A message as it goes out; `key` is the same each time it is sent."""

    key: str
    subject: str
    body: str


def deliver(settings: Settings, store: Store, now: datetime) -> int:
    """Sends what waits on every channel of the settings; how many messages were sent.

    A channel that cannot be reached keeps no other from being told.
    """
    say = language(settings.organisation.language)
    return sum(
        _channel(store, name, channel, now, say)
        for name, channel in sorted(settings.notify.channels.items())
    )


def _channel(store: Store, name: str, channel: Channel, now: datetime, say: Say) -> int:
    began, sent, refused = monotonic(), 0, 0
    while refused < REFUSED and monotonic() - began < SECONDS:
        claimed_at = monotonic()
        with store.writing() as session:
            one = outbox.claim(session, name, now + timedelta(seconds=claimed_at - began))
        if one is None:
            break
        if monotonic() - claimed_at > outbox.CLAIMED.total_seconds() / 2:
            # stopped in between for so long that another may have claimed it
            continue
        outcome = attempt(channel, letter(one, say))
        sent, refused = sent + outcome.sent, 0 if outcome.sent else refused + 1
        ended = now + timedelta(seconds=monotonic() - began)
        with store.writing() as session:
            outbox.settle(session, one, outcome, ended)
    return sent


def letter(one: Delivery, say: Say) -> Letter:
    """A message that may have arrived before says so, and has the same key again."""
    named = f"{one.about}\n{one.channel}\n{one.made.isoformat()}"
    before = say("(perhaps sent before)") + " " if one.unsure else ""
    key = hashlib.sha256(named.encode()).hexdigest()[:32]
    return Letter(key, before + one.subject, one.body)


def attempt(channel: Channel, told: Letter) -> Outcome:
    """Sends one message now, and says what came of it in words that hold no secret."""
    try:
        url = expanded(channel.url, "[notify]")
    except ConfigError as error:
        return Outcome(sent=False, said=error.what)
    from leakwatch.notify import sending

    return sending.send(url, told.key, told.subject, told.body)
