"""What people's decisions speak for: thresholds and suppressions, suggested and never applied.

A suggestion is nothing until somebody puts it forward and a second person approves it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from leakwatch.store import backtests, proposals
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import RUN, Decision
from leakwatch.store.proposals import SUPPRESSION, THRESHOLD, Proposal

#: the latest answers looked at
ANSWERS = 50_000
#: what is in force after an approval, unless somebody says otherwise
LASTS = timedelta(days=90)
#: what was refused is not suggested again so soon
RESTS = timedelta(days=30)
#: thresholds tried, the mildest first
STEPS = tuple(digit * 10.0**-power for power in range(2, 9) for digit in (5, 2, 1))
#: answers to a detector alone, and dismissed ones a threshold hides, below which none is suggested
ANSWERED, HIDDEN = 20, 10
#: dismissed alerts of an account; of a branch; and accounts that more than one of them is about
REPEATED, IN_BRANCH, ACCOUNTS = 3, 8, 3
#: one confirmed may be hidden for so many dismissed
PER_CONFIRMED = 20
#: the share of a branch's answers that one reason has
MOSTLY = 0.9
#: reasons that say what the account does; others say that nobody looked, or that somebody else did
REASONS = ("case_found", "duty", "batch_job", "log_fault")
#: dismissed so, it may well be true
NOT_FALSE = "known"
#: suggestions of each kind
MOST = 8


class Answer(NamedTuple):
    """A person's last word on an alert; `reason` is a word of the list of dismissals."""

    alert: str
    actor: str
    org: str
    branch: str | None
    detectors: str
    score: float
    verdict: str
    reason: str


class Suggestion(NamedTuple):
    """A proposal nobody has made, tried on past alerts, and the answers that speak for it.

    `judged` alerts of the kind; of them confirmed, and dismissed for `reason` by `accounts`.
    """

    proposal: Proposal
    judged: int
    dismissed: int
    confirmed: int
    reason: str
    accounts: int


def suggested(session: Session, share: float, in_force: Mapping[str, float],
              now: datetime) -> list[Suggestion]:  # fmt: skip
    """What the answers of half a year speak for, and nobody has put forward or refused of late.

    `share` of false alarms is promised; `in_force`: detector → its threshold.
    """
    since, _, _ = backtests.window(session)
    given = answers(session, since)
    late = taken(proposals.since(session, now - RESTS), now)
    alone = [one.alert for one in given if ";" not in one.detectors]
    found = [
        *_some(thresholds(given, backtests.surest(session, alone), share, in_force), late),
        *_some(accounts(given), late), *_some(branches(given), late),
    ]  # fmt: skip
    for one in found:
        one.proposal.until = now + LASTS
        one.proposal.backtest = backtests.reckoned(session, one.proposal)
    return sorted(found, key=lambda one: -(one.proposal.backtest or {}).get("alerts", 0))


def taken(late: Iterable[Proposal], now: datetime) -> set[tuple[Any, ...]]:
    """Targets of what waits, is in force, or was refused or withdrawn of late."""
    return {one.target for one in late if one.state != "approved" or one.stands(now)}


def _some(found: Iterable[Suggestion], late: set[tuple[Any, ...]]) -> list[Suggestion]:
    return list(islice((one for one in found if one.proposal.target not in late), MOST))


def answers(session: Session, since: date) -> list[Answer]:
    """People's last words on alerts on accounts, the latest ANSWERS of them."""
    stands = or_(
        Decision.verdict == Alert.status,
        and_(Alert.status == "closed", Decision.verdict == "confirmed"),
    )
    judged = Alert.status.in_(("confirmed", "dismissed", "closed"))
    asked = (
        select(Alert.id, Alert.actor, Alert.org, Alert.branch, Alert.detectors, Alert.score,
               Decision.verdict, Decision.reason)
        .join(Decision, Decision.alert_id == Alert.id)
        .where(judged, Alert.last >= since, backtests.people(), Decision.who != RUN,
               Decision.verdict.in_(("confirmed", "dismissed")), stands)
        .order_by(Alert.last.desc(), Alert.number.desc(), Decision.id)
        .limit(ANSWERS)
    )  # fmt: skip
    last = {row[0]: Answer(*row[:-1], row[-1].partition(":")[0]) for row in session.execute(asked)}
    return [one for one in last.values() if one.reason != NOT_FALSE]


def thresholds(
    given: Sequence[Answer], surest: Mapping[str, float], share: float, now: Mapping[str, float]
) -> Iterable[Suggestion]:
    """A threshold for each detector that is dismissed more often than was promised."""
    by = defaultdict[str, list[Answer]](list)
    for one in given:
        by[one.detectors].append(one)
    for name, mine in sorted(by.items()):
        actors = len({one.actor for one in mine if one.verdict == "dismissed"})
        if ";" in name or len(mine) < ANSWERED or actors < ACCOUNTS:
            continue
        false = sum(one.verdict == "dismissed" for one in mine)
        if _least(false, len(mine)) <= share:
            continue
        best = _step([(surest.get(one.alert, 0.0), one.verdict) for one in mine],
                     now.get(name, 1.0))  # fmt: skip
        if best is not None:
            made = Proposal(kind=THRESHOLD, detector=name, before=now.get(name), after=best)
            yield Suggestion(made, len(mine), false, len(mine) - false, "", actors)


def _least(false: int, judged: int) -> float:
    """The share of false alarms that the true one exceeds, 95 % sure (Clopper and Pearson).

    >>> round(_least(9, 20), 2)
    0.26
    """
    from scipy.stats import beta

    return float(beta.ppf(0.05, false, judged - false + 1)) if false else 0.0


def _step(said: Sequence[tuple[float, str]], now: float) -> float | None:
    """The threshold that hides most false alarms and hardly anything else; of equals the mildest.

    >>> _step([(0.004, "dismissed")] * 12 + [(0.0001, "confirmed")], 1.0)
    0.002
    >>> _step([(0.004, "dismissed")] * 12 + [(0.004, "confirmed")], 1.0)
    """
    best, most = None, 0
    for step in STEPS:
        hides = Counter(verdict for p, verdict in said if step < p <= now)
        worth = hides["dismissed"] - PER_CONFIRMED * hides["confirmed"]
        if step < now and hides["dismissed"] >= HIDDEN and worth > most:
            best, most = step, worth
    return best


def accounts(given: Sequence[Answer]) -> Iterable[Suggestion]:
    """Accounts dismissed again and again for one reason, and never confirmed, by whatever."""
    true = {one.actor for one in given if one.verdict == "confirmed"}
    for (actor, detectors), mine in _by(given, "actor", "detectors"):
        reason, many = _reason(mine)
        if many < REPEATED or actor in true:
            continue
        # a score as none of those dismissed had is news
        score = max(one.score for one in mine) + 1e-9
        made = Proposal(kind=SUPPRESSION, actor=actor, detector=detectors, until_score=score)
        yield Suggestion(made, len(mine), many, 0, reason, 1)


def branches(given: Sequence[Answer]) -> Iterable[Suggestion]:
    """Branches of which a kind of alert is dismissed again and again for one reason."""
    for (org, branch, detectors), mine in _by(given, "org", "branch", "detectors"):
        reason, many = _reason(mine)
        accounts = len({one.actor for one in mine})
        confirmed = sum(one.verdict == "confirmed" for one in mine)
        if branch is None or many < IN_BRANCH or accounts < ACCOUNTS:
            continue
        if many < MOSTLY * len(mine) or PER_CONFIRMED * confirmed > many:
            continue
        score = max(one.score for one in mine if one.verdict == "dismissed") + 1e-9
        made = Proposal(kind=SUPPRESSION, org=org, branch=branch, detector=detectors,
                        until_score=score)  # fmt: skip
        yield Suggestion(made, len(mine), many, confirmed, reason, accounts)


def _by(given: Sequence[Answer], *names: str) -> list[tuple[tuple[Any, ...], list[Answer]]]:
    """Answers by columns, those with the most first; of detectors a suppression can name."""
    found = defaultdict[tuple[Any, ...], list[Answer]](list)
    for one in given:
        if len(one.detectors) <= proposals.WIDTH:
            found[tuple(getattr(one, name) for name in names)].append(one)
    return sorted(found.items(), key=lambda each: (-len(each[1]), [str(k) for k in each[0]]))


def _reason(mine: Sequence[Answer]) -> tuple[str, int]:
    """The most frequent reason that says what the account does, and how often it was given."""
    said = Counter(one.reason for one in mine
                   if one.verdict == "dismissed" and one.reason in REASONS)  # fmt: skip
    return min(said.items(), key=lambda each: (-each[1], each[0]), default=("", 0))
