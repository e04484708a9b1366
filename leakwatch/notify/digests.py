"""The daily digest: what is open, what came and went, what is silent, late or broken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from leakwatch.notify import asking
from leakwatch.notify.notices import Words
from leakwatch.store import news, pending, tallies, trail

if TYPE_CHECKING:
    from leakwatch.store import Store


def lines(
    store: Store, since: datetime, silent: Sequence[str], late: int, words: Words
) -> list[str]:
    """What a digest says; `since` is the digest before, `late` how many jobs are overdue."""
    say = words.say
    with store.reading() as session:
        open_, oldest = news.counted(session), news.oldest(session)
        opened, answered = news.opened(session, since), news.answered(session, since)
        broken, given_up = news.failing(session), sum(tallies.given_up(session).values())
        asked = pending.pending(session, words.now, words.now.astimezone(words.zone).date())
        head = trail.head(session)
    by_severity = say(", ").join(
        say("{count} {severity}").format(count=open_[level], severity=words.severity(level))
        for level in sorted(open_, reverse=True)
    )
    told = [
        say("open alerts: {count} ({by_severity})").format(
            count=sum(open_.values()), by_severity=by_severity
        )
        if open_
        else say("no open alerts"),
        say("since {since}: {opened} opened, {answered} answered or withdrawn").format(
            since=words.at(since), opened=opened, answered=answered
        ),
    ]
    if oldest is not None:
        waits = (words.now - oldest[1]).days
        told.append(say("the oldest open alert, {id}, has waited {days} days").format(
            id=oldest[0], days=waits))  # fmt: skip
    told += asking.lines(asked, words)
    named = {
        say("silent sources: {names}"): silent,
        say("failed jobs: {names}"): list(broken),
    }
    told += [line.format(names=say(", ").join(names)) for line, names in named.items() if names]
    if late:
        told.append(say("overdue jobs: {count}").format(count=late))
    if given_up:
        told.append(say("messages given up: {count}").format(count=given_up))
    return [*told, say("the trail ends with {head}").format(head=head)]
