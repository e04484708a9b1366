"""Who a token is, for one who may know, with a reason, on the trail; and with whose approval.

Accounts and minors need a second person, and so does whoever asks for very many. What was shown
once is kept nowhere. Pages and notebooks ask here, so that there is one rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from leakwatch.access import may_see
from leakwatch.errors import ConfigError, LeakwatchError
from leakwatch.revealing import Plain, Revealer, Spot, branch_of, spots
from leakwatch.store import approvals, dossier, reveals
from leakwatch.store.approvals import Approval, Wish
from leakwatch.tokens import TOKEN

if TYPE_CHECKING:
    from leakwatch.lookup import Lookup
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.matters import Writing
    from leakwatch.store.users import User
    from leakwatch.tokens import Key

KIND = "reveal"
#: letters that a reason has at least
LETTERS = 10
#: for so long it stays on the page
SHOWN = timedelta(minutes=15)
#: whoever reveals more within a day needs a second person for each
MOST_A_DAY = 20
NO_TOKEN = "this is no token"  # noqa: S105 — a sentence
NOWHERE = "no event shows this token"
SHORT = "a reason has ten letters or more"
NO_MATTER = "there is no such matter, or it is closed"
NO_ALERT = "there is no such alert"
ABSENT = "nothing of this number was asked for"


class RefusedError(ConfigError):
    """What was asked for cannot be had; `why`: it does not fit, is not there, or is not to be had
    now."""

    def __init__(self, what: str, why: Literal["unfit", "absent", "not now"]) -> None:
        super().__init__(what)
        self.why = why


@dataclass(frozen=True)
class Asker:
    """Who asks, and the house he asks; `shell` is the account of the system, where that is known,
    for the trail."""

    user: User
    store: Store
    settings: Settings
    key: Key
    lookup: Lookup
    today: date
    shell: str | None = None


@dataclass(frozen=True)
class Shown:
    """What a token stands for, for now."""

    token: str
    value: str = field(repr=False)
    field: str
    until: datetime


def ask(asking: Asker, wish: Wish) -> Shown | Approval:
    """Reveals, or asks a second person where it takes one; RefusedError for what cannot be."""
    _fits(asking, wish)
    where = _where(asking, wish.whom)
    plain = None if _why(where[0]) else _plain(asking, wish.whom, where)
    why = _why(where[0], plain)
    branch = branch_of(asking.lookup, wish.whom) if where[0].of_account else None
    with asking.store.writing() as session:
        # counted where nobody else writes: of many asked at once no more are shown than may be
        many = reveals.of_late(session, asking.user.name) >= MOST_A_DAY
        if plain is not None and not why and not many:
            return _noted(session, asking, wish, plain)
        known = {**vars(wish), "why": why or "many", "branch": branch}
        return approvals.ask(session, Wish(**known), asking.user.name)


def use(asking: Asker, number: int) -> Shown:
    """Reveals what another approved, once."""
    with asking.store.reading() as session:
        try:
            one = approvals.found(session, number)
        except ConfigError as error:
            raise RefusedError(ABSENT, "absent") from error
    if one.asked_by != asking.user.name or one.kind != KIND:
        raise RefusedError(ABSENT, "absent")
    if one.standing(datetime.now(UTC)) != "approved":
        raise RefusedError(approvals.OVER, "not now")
    plain = _plain(asking, one.whom, _where(asking, one.whom))
    with asking.store.writing() as session:
        try:
            used = approvals.use(session, number, asking.user.name)
        except ConfigError as error:
            raise RefusedError(error.what, "not now") from error
        return _noted(session, asking, used, plain)


def _noted(session: Writing, asking: Asker, wish: Wish | Approval, plain: Plain) -> Shown:
    """Shown only once it is noted."""
    now = datetime.now(UTC)
    reveals.note(session, asking.user.name, wish, plain.field, shell=asking.shell, now=now)
    return Shown(wish.whom, plain.value, plain.field, now + SHOWN)


def _fits(asking: Asker, wish: Wish) -> None:
    """RefusedError for no token, no reason, and what is not there, to him."""
    store, user = asking.store, asking.user
    if not TOKEN.fullmatch(wish.whom):
        raise RefusedError(NO_TOKEN, "unfit")
    if sum(sign.isalnum() for sign in wish.reason) < LETTERS:
        raise RefusedError(SHORT, "unfit")
    if wish.alert:
        found = dossier.of_alert(store, wish.alert) if wish.alert.isalnum() else None
        if found is None or not may_see(user, found.alert.actor):
            raise RefusedError(NO_ALERT, "absent")
    if wish.matter:
        with store.reading() as session:
            known = [one.id for one in reveals.matters(session, user.actor)]
        if wish.matter not in known:
            raise RefusedError(NO_MATTER, "unfit")


def _where(asking: Asker, token: str) -> list[Spot]:
    """Where the token stands; nobody reveals his own account, or from what he did himself."""
    own = asking.user.actor
    found = spots(asking.lookup, token, own) if token != own else []
    if not found:
        raise RefusedError(NOWHERE, "absent")
    return found


def _why(spot: Spot, plain: Plain | None = None) -> str:
    """What of it needs a second person; without its line, as far as can be known."""
    if spot.of_account:
        return "account"
    return "minor" if spot.minor or (plain is not None and plain.minor) else ""


def _plain(asking: Asker, token: str, where: list[Spot]) -> Plain:
    revealer = Revealer(asking.settings, asking.key, asking.lookup)
    try:
        return revealer.read(token, where, asking.today)
    except LeakwatchError as error:
        # where it lies is nothing for a page
        said = "; ".join(filter(None, (error.what, error.hint)))
        raise RefusedError(said, "not now") from error
