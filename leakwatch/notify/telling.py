"""Finds what is to be told, puts it for each channel once, and sends what waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leakwatch.channels import Channel
from leakwatch.feeds import silent as feeds
from leakwatch.language import language
from leakwatch.notify import asking, delivering, digests, messages, notices
from leakwatch.notify.messages import Message
from leakwatch.notify.notices import Notice, Words
from leakwatch.store import news, outbox, pending

if TYPE_CHECKING:
    from leakwatch.lake import Lake
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.news import News
    from leakwatch.store.outbox import Outcome


def tell(settings: Settings, lake: Lake, store: Store, now: datetime) -> None:
    """After a run: what is new is put for each channel, and what waits is sent."""
    if settings.notify.channels:
        find(settings, lake, store, now)
        delivering.deliver(settings, store, now)


def find(settings: Settings, lake: Lake, store: Store, now: datetime) -> int:
    """Puts what is new for each channel, once; how many messages that is.

    A channel told for the first time gets one digest of all there is. Found again, or by two at
    once, nothing is put twice.
    """
    return _find(settings, store, now, _silent(settings, lake, now, {"feed"}))


def _find(settings: Settings, store: Store, now: datetime, since: Mapping[str, str]) -> int:
    """The same of what is known to be silent `since` when."""
    words, put = _words(settings, now), 0
    channels = settings.notify.channels
    silent = [notices.silent(source, when, words) for source, when in since.items()]
    least = min((one.least for one in channels.values()), default=0)
    with store.writing() as session:
        begun = outbox.begun(session)
        found = news.news(session, least, now, _grace(settings))
        asked = pending.pending(session, now, now.astimezone(words.zone).date())
        for name, channel in sorted(channels.items()):
            told = {job: outbox.last(session, name, notices.beginning(job))
                    for job in found.overdue}  # fmt: skip
            wanted = [*_alerts(name, channel, found, settings, words),
                      *asking.notices(asked, channel.kinds, words),
                      *(silent if "feed" in channel.kinds else []),
                      *(_jobs(found, told, words) if "job" in channel.kinds else [])]  # fmt: skip
            known = outbox.known(session, name, [one.about for one in wanted])
            fresh = [one for one in wanted if one.about not in known]
            for one in _messages(name, fresh, name not in begun, settings, words):
                outbox.put(session, one.row, [messages.row(part, name) for part in one.parts], now)
                put += 1
    return put


def digest(settings: Settings, lake: Lake, store: Store, now: datetime) -> None:
    """Once a day of the organisation: the digest for each channel that wants it, and what waits."""
    if not settings.notify.channels:
        return
    silent = _silent(settings, lake, now, {"feed", "digest"})
    _find(settings, store, now, silent)
    words = _words(settings, now)
    about = f"digest {now.astimezone(words.zone):%Y-%m-%d}"
    for name, channel in sorted(settings.notify.channels.items()):
        if "digest" in channel.kinds:
            _digest(settings, store, name, about, sorted(silent), words)
    delivering.deliver(settings, store, now)


def _digest(
    settings: Settings, store: Store, name: str, about: str, silent: Sequence[str], words: Words
) -> None:
    with store.reading() as session:
        since = outbox.last(session, name, "digest ") or words.now - timedelta(days=1)
        late = len(news.overdue(session, words.now - _grace(settings)))
    body = digests.lines(store, since, silent, late, words)
    title = words.say("daily digest")
    told = messages.written(title, body, messages.address(settings.notify.link, ""), words)
    row = {"about": about, "channel": name, "kind": "digest", **told}
    with store.writing() as session:
        if not outbox.known(session, name, [about]):
            outbox.put(session, row, [], words.now)


def tried(settings: Settings, only: Sequence[str] = ()) -> dict[str, Outcome]:
    """What came of a test message on each channel, or on those named; nothing is kept of it."""
    words = _words(settings, datetime.now(UTC))
    line = words.say("this is a test of the channel {name}")
    chosen = {name: one for name, one in settings.notify.channels.items()
              if not only or name in only}  # fmt: skip
    outcomes: dict[str, Outcome] = {}
    for name, channel in sorted(chosen.items()):
        told = messages.written(words.say("test"), [line.format(name=name)],
                                messages.address(settings.notify.link, ""), words)  # fmt: skip
        outcomes[name] = delivering.attempt(
            channel, delivering.Letter(f"test-{words.now:%Y%m%d%H%M%S%f}", **told)
        )
    return outcomes


def _words(settings: Settings, now: datetime) -> Words:
    ours = settings.organisation
    return Words(language(ours.language), ZoneInfo(ours.zone), ours.name, now)


def _grace(settings: Settings) -> timedelta:
    return timedelta(minutes=settings.notify.overdue_minutes)


def _alerts(
    name: str, channel: Channel, found: News, settings: Settings, words: Words
) -> Iterator[Notice]:
    """What a channel is to be told of alerts, known or not; nothing of those suppressed."""
    for one in found.alerts:
        if one.severity < channel.least or notices.hidden(one, found.suppressed):
            continue
        if "alert" in channel.kinds:
            new = notices.alerted(one, found.told.get((name, one.id)), words)
            yield from [new] if new else []
        if "due" in channel.kinds:
            late = notices.due(one, settings.notify.due_days, words)
            yield from [late] if late else []


def _jobs(found: News, told: dict[str, datetime | None], words: Words) -> Iterator[Notice]:
    """Failed and overdue jobs; windows that were late when a job was last told are no news."""
    yield from notices.failed(found.failing, words)
    for job, due in found.overdue.items():
        before = told[job]
        if before is None or due > before:
            yield notices.overdue(job, due, words)


def _messages(
    name: str, fresh: Sequence[Notice], new: bool, settings: Settings, words: Words
) -> list[Message]:
    """What to send; a new channel is told everything there is in one digest."""
    if not new:
        return messages.messages(name, fresh, settings.notify.most, settings.notify.link, words)
    above = [words.say("from now on this channel is told; so far:")] if fresh else []
    above = above or [words.say("from now on this channel is told; there is nothing yet")]
    title = words.say("leakwatch tells this channel")
    return [messages.bundle(name, fresh, "digest first", title, settings.notify.link, words, above)]


def _silent(settings: Settings, lake: Lake, now: datetime, kinds: set[str]) -> dict[str, str]:
    """Source → since when it is silent; where no channel is told of these kinds, nobody asks."""
    wanted = any(kinds.intersection(one.kinds) for one in settings.notify.channels.values())
    return feeds.silent(lake, settings, now) if wanted else {}
