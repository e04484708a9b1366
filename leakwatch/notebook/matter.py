"""A matter as a notebook sees it: what is in it, and a way to put a table into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leakwatch.access import Right, may
from leakwatch.errors import ConfigError
from leakwatch.notebook.exhibit import exhibit
from leakwatch.notebook.user import known
from leakwatch.store import evidence, matter_files, matters, trail

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.store import Store
    from leakwatch.store.matter_files import MatterFile
    from leakwatch.store.users import User

WHERE = "a matter"
ALERTS = ("id", "actor", "branch", "first", "last", "status", "ring", "subjects", "because")
TABLES = ("id", "note", "rows", "added", "added_by", "notebook", "cell_digest", "digest")
OPENED = 'say who you are: leakwatch.open(…, user="…")'


@dataclass(frozen=True)
class Matter:
    """One matter that the user may see, asked anew each time; nobody sees one that he is in
    himself."""

    name: str
    title: str
    _store: Store
    _who: str

    @classmethod
    def of(cls, store: Store, user: User | None, name: str) -> Matter:
        """The matter of this name; ConfigError where there is none that he may work on."""
        if user is None:
            raise ConfigError("a matter is worked on by somebody", where=WHERE, hint=OPENED)
        found = _seen(store, user, name)
        return cls(found.matter.id, found.matter.title, store, user.name)

    def __repr__(self) -> str:
        return f"{self.name} {self.title}"

    @property
    def alerts(self) -> pd.DataFrame:
        """Its alerts and those of its rings, by number."""
        return _frame(ALERTS, self._seen().alerts)

    @property
    def evidence(self) -> pd.DataFrame:
        """The tables that were put into it, one a row: `lw.matter(…).table(number)` reads one."""
        self._seen()
        with self._store.reading() as session:
            return _frame(TABLES, evidence.of(session, self.name))

    def table(self, number: int) -> pd.DataFrame:
        """A table that was put into it, whole; ConfigError where it holds none of this number."""
        import pandas as pd

        self._seen()
        with self._store.reading() as session:
            try:
                one = evidence.one(session, matters.named(session, self.name), number)
            except LookupError as error:
                raise ConfigError(str(error), where=self.name) from error
            return pd.DataFrame(one.every(), columns=one.names)

    def add_evidence(self, frame: pd.DataFrame, *, note: str) -> int:
        """Puts a table with the matter, on the trail, with the cell it came from; its number.

        ConfigError for a closed matter, for what is larger than a person reads, and for what shows
        somebody in plain.
        """
        self._seen()
        told = exhibit(frame, note)
        with self._store.writing() as session:
            try:
                mine = matters.numbered(session, self.name)
                made = evidence.add(session, mine, told, self._who, by=trail.shell())
            except (LookupError, ValueError) as error:
                raise ConfigError(str(error), where=self.name) from error
            return made.id

    def _seen(self) -> MatterFile:
        return _seen(self._store, known(self._store, self._who), self.name)


def _seen(store: Store, user: User, name: str) -> MatterFile:
    """The matter as it is by now, if he may still work on it."""
    if not may(user, Right.INVESTIGATE):
        raise ConfigError(f"the role {user.role} works on no matters", where=user.name,
                          hint="an investigator does")  # fmt: skip
    with store.reading() as session:
        found = matter_files.found(session, name, user.actor)
    if found is None:
        raise ConfigError(f"no matter {name!r}", where=WHERE, hint="the inbox lists them")
    return found


def _frame(columns: Sequence[str], rows: Iterable[object]) -> pd.DataFrame:
    import pandas as pd

    told = [[getattr(one, name) for name in columns] for one in rows]
    return pd.DataFrame(told, columns=[*columns])
