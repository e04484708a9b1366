"""`[retention]` and `[backup]`: for how long things are kept, and where copies lie."""

from __future__ import annotations

from math import inf

import msgspec

from leakwatch.errors import ConfigError

#: six months of logs
LEAST_DAYS = 183
LAW = "six months of network logs are the least (Cybersecurity Law, article 23 (3))"


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[retention]`: for how many days things are kept, as "365d"; empty: for ever."""

    raw: str = ""
    events: str = ""
    facts: str = ""

    def days(self, what: str) -> int | None:
        """The period of `raw`, `events` or `facts`; None for ever; ValueError for no period.

        >>> Retention(events="365d").days("events"), Retention().days("raw")
        (365, None)
        """
        written: str = getattr(self, what)
        return int(written.removesuffix("d")) if written else None


class Backup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[backup]`: the folder for backups, and how many of the newest stay there."""

    path: str = ""
    keep: int = 14


def check(retention: Retention, backup: Backup, path: str) -> None:
    """Periods are days, none below the law's, and facts outlast the events they are made of;
    ConfigError for others."""
    where, found = f"{path} [retention]", dict[str, float]()
    for what in ("raw", "events", "facts"):
        try:
            days = retention.days(what)
        except ValueError as error:
            raise ConfigError(f"{what} = {getattr(retention, what)!r} is no period", where=where,
                              hint='write "365d"; empty keeps it for ever') from error  # fmt: skip
        found[what] = inf if days is None else days
        if found[what] < LEAST_DAYS:
            raise ConfigError(f"{what} is kept {days} days, the law wants {LEAST_DAYS}",
                              where=where, hint=LAW)  # fmt: skip
    if found["facts"] < found["events"]:
        raise ConfigError("facts go before the events they are made of", where=where,
                          hint="keep facts at least as long")  # fmt: skip
    if backup.keep < 1:
        raise ConfigError("keep is at least 1", where=f"{path} [backup]")
