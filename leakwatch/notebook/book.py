"""The door of a notebook: the house stays open while it lives, and keeps nobody out."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch import alerts, pipeline, settings
from leakwatch.language import Say, language
from leakwatch.lookup import Lookup
from leakwatch.notebook.actor import Actor
from leakwatch.notebook.leak import Leak
from leakwatch.notebook.matter import Matter
from leakwatch.notebook.plain import asker, revealed, wished
from leakwatch.notebook.ring import Ring
from leakwatch.notebook.tables import Tables
from leakwatch.notebook.trial import Trial
from leakwatch.notebook.user import known
from leakwatch.rings import kept
from leakwatch.store import trail

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from leakwatch.detector import Detector
    from leakwatch.disclosing import Shown
    from leakwatch.notebook.said import Said
    from leakwatch.store.users import User

Day = date | str


class Notebook:
    """Alerts, rings, accounts, actor-days and events of one house, read anew at each call.

    It reads; no lock is held, and the store is asked in short turns. Closed at the latest when
    Python ends; `with leakwatch.open() as lw:` closes it sooner.
    """

    def __init__(self, path: Path, *, user: str | None = None) -> None:
        self.settings = settings.read(path)
        held = ExitStack()
        self.close = weakref.finalize(self, held.close)
        try:
            self.house = held.enter_context(pipeline.opened(self.settings))
            self._named = None if user is None else known(self.house.store, user).name
            self._tables = Tables(self.house)
            held.callback(self._tables.close)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Notebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        name = self.settings.organisation.name
        return f"leakwatch: {name}, read by {self.who}"

    @property
    def who(self) -> str:
        """Whose name is on the trail: the user's, else the shell's."""
        return self._named or trail.shell()

    @property
    def user(self) -> User | None:
        """Who works here, with the rights he has by now; ConfigError once he was removed."""
        return known(self.house.store, self._named) if self._named else None

    @cached_property
    def say(self) -> Say:
        """Sentences in the language of the organisation."""
        return language(self.settings.organisation.language)

    @cached_property
    def lookup(self) -> Lookup:
        """A few rows of the lake at once."""
        return Lookup(self.house.lake)

    def alerts(self) -> pd.DataFrame:
        """One row an alert, the first to read first."""
        return alerts.table(self.house.store)

    def findings(self) -> pd.DataFrame:
        """One row a finding, the excused too; `excuse` is empty where there is none."""
        return alerts.findings_table(self.house.store).fillna({"excuse": ""})

    def rings(self) -> pd.DataFrame:
        """One row a member of a ring."""
        return kept.rings(self.house.store).members

    def days(
        self, since: Day | None = None, until: Day | None = None,
        actor: str | Sequence[str] | None = None,
    ) -> ir.Table:  # fmt: skip
        """One row an actor-day: facts, score, p. An Ibis table: the lake is read once it is asked
        `.to_pandas()`, and only the rows that fit."""
        return self._tables.days(since, until, actor)

    def events(
        self, since: Day | None = None, until: Day | None = None,
        actor: str | Sequence[str] | None = None, subject: str | Sequence[str] | None = None,
        source: str | Sequence[str] | None = None,
    ) -> ir.Table:  # fmt: skip
        """One row an event, likewise; `subject` is any token of a person: record, phone, ID number.

        Days outside `since` and `until` are not opened.
        """
        return self._tables.events(since, until, actor, subject, source)

    def ring(self, name: str) -> Ring:
        """One ring, whether it still stands or not; ConfigError for one there never was."""
        return Ring.of(self.house, name, self.say)

    def actor(self, token: str) -> Actor:
        """One account; ConfigError for one that neither days nor findings know."""
        return Actor.of(self.house.store, self.lookup, token, self.say)

    def trace(self, sample: str | Path, origin: str | None = None) -> Leak:
        """The accounts a leaked sample may have come from, as `leakwatch trace` ranks them."""
        return Leak.of(self.house, Path(sample), origin, self.say)

    def try_detector(self, detector: Detector, since: Day | None = None) -> Trial:
        """What a detector would find, judged beside all others as a run would; nothing is kept.

        It need not be installed; one of the same name that is, is left out.
        """
        return Trial.of(self.house, self.lookup, detector, since, self.say)

    def matter(self, name: str) -> Matter:
        """One matter, to put tables into; ConfigError for one the user may not work on."""
        return Matter.of(self.house.store, self.user, name)

    def reveal(
        self, token: str, *, reason: str, matter: str | None = None, alert: str | None = None
    ) -> Shown | Said:
        """Who a token is, in `.value`: with a right, a reason and on the trail, as in the inbox.

        Accounts and minors need a second person, in the inbox; afterwards ask again, once.
        """
        asking = asker(self.house, self.lookup, self.user)
        return revealed(asking, wished(token, reason, matter, alert), self.say)
