"""Proposals as a visitor may know them: what would change, what it would have done, who decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from leakwatch import approved
from leakwatch.access import may_see
from leakwatch.errors import SourceError
from leakwatch.inbox.carrying import BRANCH
from leakwatch.inbox.colleagues import may_close
from leakwatch.inbox.orders import DISMISSALS
from leakwatch.inbox.proposed import Change, Line, Proposals, Tried
from leakwatch.inbox.reckoned import share
from leakwatch.revealing import branch_of
from leakwatch.store import backtests, matter_files, proposals, suggesting
from leakwatch.store.proposals import SUPPRESSION, THRESHOLD, WITHDRAWAL, Proposal
from leakwatch.store.proposing import SELF
from leakwatch.store.statistics import Judged

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor
    from leakwatch.inbox.machine import Machine
    from leakwatch.store import Store
    from leakwatch.store.suggesting import Suggestion

#: whoever looks again within this sees the same suggestions
SECONDS = 300.0
#: no trial on past alerts takes so long
PATIENCE = timedelta(minutes=2)
PAGE = 30


def told(asking: Visitor, machine: Machine, before: int = 0) -> Proposals:
    """All that a visitor may know of."""
    now, store = datetime.now(UTC), asking.desk.store
    with store.reading() as session:
        late = proposals.since(session, now - suggesting.RESTS)
        past = proposals.past(session, now, PAGE + 1, before)
    known = {one.id: one for one in [*late, *past]}
    every = known | proposals.found(store, {one.of or 0 for one in known.values()} - {*known, 0})
    lines = {
        number: line
        for number, one in known.items()
        if (line := shown(asking, one, every.get(one.of or 0, one), now)) is not None
    }
    waiting = [lines[one.id] for one in late if one.state == "waiting" and one.id in lines]
    stands = [lines[one.id] for one in late if one.stands(now) and one.id in lines]
    gone = [lines[one.id] for one in past[:PAGE] if one.id in lines]
    # by what is there, not by what this visitor may know of
    older = past[PAGE - 1].id if len(past) > PAGE else None
    return Proposals(waiting, _suggested(asking, machine, late, now), stands, gone, older)


def _suggested(
    asking: Visitor, machine: Machine, late: Iterable[Proposal], now: datetime
) -> list[Line] | None:
    desk = asking.desk

    def ask() -> list[Suggestion]:
        detect = approved.over(desk.settings, desk.store).detect
        with desk.store.reading() as session:
            return suggesting.suggested(session, detect.false_alarm_share, detect.thresholds,
                                        datetime.now(UTC))  # fmt: skip

    try:
        found = machine.fresh("proposals", SECONDS, ask)
    except SourceError:
        return None
    # what was put forward since it was counted
    taken = suggesting.taken(late, now)
    lines = (_speaking(asking, one, now) for one in found if one.proposal.target not in taken)
    return [line for line in lines if line is not None]


def _speaking(asking: Visitor, one: Suggestion, now: datetime) -> Line | None:
    made = one.proposal
    say = asking.say
    said = say("{dismissed} of {judged} judged alerts were dismissed, {confirmed} confirmed")
    if made.kind == SUPPRESSION:
        said = say("dismissed {dismissed} times of {judged} as “{reason}”, on {accounts} accounts; "
                   "confirmed {confirmed} times")  # fmt: skip
    words = one._asdict() | {"reason": say(DISMISSALS.get(one.reason, ""))}
    return _line(asking, made, "suggested", "", now, speaks=said.format(**words))


def shown(asking: Visitor, one: Proposal, about: Proposal, now: datetime) -> Line | None:
    """A proposal that is kept, `about` itself or what it withdraws; None of one's own account."""
    if not may_see(asking.user, about.actor):
        return None
    over = one.state == "approved" and one.kind != WITHDRAWAL and not one.stands(now)
    state = ("expired" if one.until <= now else "ended") if over else one.state
    refused = refusal(asking, one, about) if one.state == "waiting" else ""
    return _line(asking, one, state, refused, now, about)


def refusal(asking: Visitor, one: Proposal, about: Proposal) -> str:
    """Why a visitor may not decide one; empty where he may."""
    if one.made_by == asking.user.name:
        return SELF
    return "" if touches(asking, about) else BRANCH


def touches(asking: Visitor, about: Proposal) -> bool:
    """Whether a visitor may have a say in what hides an account, or a branch."""
    if about.kind != SUPPRESSION:
        return True
    branch, actor = about.branch, about.actor
    if actor is not None and asking.user.branch is not None:
        with asking.desk.store.reading() as session:
            branch = matter_files.branches(session, [actor])[actor]
        branch = branch or branch_of(asking.desk.lookup, actor)
    return may_close(asking.user, actor, branch)


def _line(
    asking: Visitor, one: Proposal, state: str, refused: str, now: datetime,
    about: Proposal | None = None, speaks: str = "",
) -> Line | None:  # fmt: skip
    about = about or one
    if not may_see(asking.user, about.actor):
        return None
    return Line(
        one.id, one.kind, state, about.detector, about.actor, about.org, about.branch, one.before,
        one.after, about.until_score, about.until or now, one.of, one.reason or "", one.made,
        one.made_by, one.decided, one.decided_by, one.answer, one.ended, one.ended_by,
        changes(asking, one, about), _tried(asking, one.backtest), refused, speaks,
    )  # fmt: skip


def changes(asking: Visitor, one: Proposal, about: Proposal) -> list[Change]:
    """The difference it makes, to the settings or to what is hidden."""
    back = one.kind == WITHDRAWAL
    if about.kind == THRESHOLD:
        lines = [("-", about.before), ("+", about.after)]
        lines = [("-", about.after), ("+", about.before)] if back else lines
        return [Change(" ", "[detect.thresholds]")] + [
            Change(sign, f"{about.detector} = {value:g}") for sign, value in lines if value
        ]
    said = asking.say("hide {detectors} of account {actor}, up to {until}")
    if about.actor is None:
        said = asking.say("hide {detectors} of branch {branch} of {org}, up to {until}")
    if about.until_score is not None:
        said += asking.say(", or to a score of {score:.3f}")
    told = said.format(
        detectors=", ".join(map(asking.say, (about.detector or "").split(";"))) or "–",
        actor=about.actor, branch=about.branch, org=about.org, until=asking.moment(about.until),
        score=about.until_score or 0.0,
    )  # fmt: skip
    return [Change("-" if back else "+", told)]


def _tried(asking: Visitor, kept: dict[str, Any] | None) -> Tried | None:
    if kept is None:
        return None
    count = {name: kept.get(name, 0) for name in (
        "of", "alerts", "open", "confirmed", "dismissed", "withdrawn", "unknown", "findings",
        "accounts", "shown")}  # fmt: skip
    named = [alert for alert, actor in kept.get("named", ()) if may_see(asking.user, actor)]
    judged = share("", [Judged("", count["confirmed"], count["dismissed"])])
    return Tried(
        **count, since=kept["since"], until=kept["until"], weeks=kept["weeks"], named=named,
        a_week=round(count["alerts"] / kept["weeks"], 1), judged=judged,
    )  # fmt: skip


def forgotten(store: Store) -> bool:
    """Whether something waits for so long to be tried that whoever tried it must have died."""
    with store.reading() as session:
        return bool(proposals.untested(session, datetime.now(UTC) - PATIENCE))


def try_all(store: Store) -> None:
    """Tries what waits on past alerts, where that was not done yet; kept with the proposal."""
    with store.reading() as session:
        found = proposals.untested(session)
    for number in found:
        with store.reading() as session:
            kept = backtests.reckoned(session, session.get_one(Proposal, number))
        with store.writing() as session:
            proposals.keep_backtest(session, number, kept)


def lasts(asking: Visitor) -> tuple[str, str]:
    """The day that what is put forward ends on unless somebody says otherwise, and tomorrow."""
    today = asking.today()
    return f"{today + suggesting.LASTS}", f"{today + timedelta(days=1)}"
