"""Who a token is, for a notebook: same right, reason, second person and trail as in the inbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leakwatch import disclosing
from leakwatch.access import Right, may
from leakwatch.disclosing import KIND, Asker, Shown
from leakwatch.errors import ConfigError
from leakwatch.notebook.said import Said
from leakwatch.store import trail
from leakwatch.store.approvals import Wish

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.lookup import Lookup
    from leakwatch.pipeline import House
    from leakwatch.store.users import User

WHERE = "lw.reveal"


def asker(house: House, lookup: Lookup, user: User | None) -> Asker:
    """Who asks; ConfigError where that is nobody of leakwatch, or one without the right."""
    if user is None:
        raise ConfigError("nobody known to leakwatch asks", where=WHERE,
                          hint='say who you are: leakwatch.open(user="…")')  # fmt: skip
    if not may(user, Right.REVEAL):
        raise ConfigError(f"{user.name} ({user.role}) may not see who a token is", where=WHERE,
                          hint="investigators and supervisors may")  # fmt: skip
    today = datetime.now(UTC).astimezone(ZoneInfo(house.settings.organisation.zone)).date()
    return Asker(user, house.store, house.settings, house.key, lookup, today, trail.shell())


def revealed(asking: Asker, wish: Wish, say: Say) -> Shown | Said:
    """What the token stands for, in `.value`; or that a second person has to approve it.

    Its value is in no repr: what a cell shows is kept with the notebook.
    """
    found = disclosing.ask(asking, wish)
    if isinstance(found, Shown):
        return found
    if found.standing(datetime.now(UTC)) == "approved":
        return disclosing.use(asking, found.id)
    return Said([
        say("a second person has to approve it; then ask again"),
        say("approval {number} waits until {until}").format(
            number=found.id, until=f"{found.ends:%Y-%m-%d %H:%M} UTC"
        ),
    ])  # fmt: skip


def wished(token: str, reason: str, matter: str | None, alert: str | None) -> Wish:
    """What is asked for."""
    return Wish(KIND, token.strip(), "", reason.strip(), None, alert, matter)
