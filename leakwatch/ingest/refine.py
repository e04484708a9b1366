"""What a connector gave → rows fit for the lake: times read, identities hidden, problems named."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import events, identifiers
from leakwatch.errors import PluginError
from leakwatch.ingest.hiding import Hidden, Hider
from leakwatch.ingest.meanings import BESIDE, DAYS, IDENTITIES, LOOSE, NEEDED, TIMES
from leakwatch.ingest.timing import days, moments, yyyymmdd
from leakwatch.readers.rows import Wrong

#: a word that might be a key after all is not repeated
DIGITS = re.compile(r"\d{4,}")
DAY_US = pa.scalar(86_400_000_000, pa.duration("us"))
NO_TEXT = pa.scalar(None, pa.string())


@dataclass(frozen=True)
class Refined:
    """Rows for the lake (with line), rows set aside, how many were masked, words nobody knows."""

    table: pa.Table
    wrong: list[Wrong]
    masked: int
    words: Counter[str] = field(default_factory=Counter)


@dataclass
class _Draft:
    """Columns on their way, the first problem of each row (null: none), and when the person was
    born (as yyyymmdd, 0: unknown), which goes no further."""

    columns: dict[str, pa.Array]
    problems: pa.Array
    masked: npt.NDArray[np.bool_]
    births: npt.NDArray[np.int64]

    def blame(self, name: str, problems: pa.Array) -> None:
        if problems.null_count == len(problems):
            return
        named = pc.binary_join_element_wise(pa.scalar(name), problems, ": ")
        self.problems = pc.coalesce(self.problems, named)


class Refiner:
    """Refines the rows of one source: one table, one zone."""

    def __init__(self, table: str, subject: str, zone: str, hider: Hider) -> None:
        self.table, self.subject, self.zone = table, subject, zone
        self._hider = hider

    def refine(self, plain: pa.Table) -> Refined:
        """Rows as a connector gave them, made fit; the order is kept."""
        columns = {name: _flat(plain[name]) for name in plain.column_names}
        wrong = columns.pop("wrong", pa.nulls(len(plain), pa.string()))
        births = self._births(columns, len(plain))
        draft = _Draft(columns, wrong, np.zeros(len(plain), bool), births)
        self._times(draft)
        self._identities(draft)
        self._needed(draft)
        _minors(draft)
        words = self._acts(draft) if self.table == "events" else Counter[str]()
        return _settled(draft, self.table, words)

    def _times(self, draft: _Draft) -> None:
        columns = draft.columns
        for name, (wall, at) in TIMES[self.table].items():
            if name in columns:
                timed = moments(columns.pop(name), self.zone, date_alone=self.table in LOOSE)
                draft.blame(name, timed.problems)
                columns.update({wall: timed.wall} if wall else {})
                columns.update({at: timed.at} if at else {})
        for name in DAYS.get(self.table, ()):
            if name in columns:
                columns[name], unreadable = days(columns[name], self.zone)
                draft.blame(name, unreadable)
        if self.table == "roster" and {"start", "end"} <= set(columns):
            over = pc.less_equal(columns["end"], columns["start"])
            columns["end"] = pc.if_else(over, pc.add(columns["end"], DAY_US), columns["end"])

    def _identities(self, draft: _Draft) -> None:
        """Puts tokens in place of identifiers; notes the rows whose key was masked."""
        columns, shown = draft.columns, dict[str, tuple[pa.Array, str, Hidden]]()
        for name, kind in IDENTITIES[self.table].items():
            if name not in columns:
                continue
            if kind == "contact":
                columns["contact_kind"] = _contact_kinds(columns[name])
            hidden = self._hidden(columns, name, kind, shown)
            problems = hidden.problems
            if name in BESIDE.get(self.table, ()):
                # lost digits are never guessed around, whatever the column
                lost = pc.equal(problems, identifiers.LOST)
                problems = pc.if_else(lost, problems, NO_TEXT)
            draft.blame(name, problems)
            columns[name] = hidden.tokens
            if name == "subject" or self.table != "events":
                draft.masked |= hidden.masked
            if name == "id_no" and self.table == "events":
                regions = hidden.regions
                columns["region"] = pc.coalesce(columns.get("region", regions), regions)
                draft.births = np.where(draft.births == 0, hidden.births, draft.births)

    def _hidden(
        self, columns: dict[str, pa.Array], name: str, kind: str,
        shown: dict[str, tuple[pa.Array, str, Hidden]],
    ) -> Hidden:  # fmt: skip
        """The tokens of a column; a subject that only repeats another column has its tokens."""
        written, kinds = columns[name], columns.get(kind)
        if kinds is not None and kind.endswith("_kind"):
            return self._hider.hide_by(written, kinds)
        own = self.subject if kind.endswith("_kind") else kind
        for other, of_kind, hidden in shown.values():
            if of_kind == own and other.equals(written):
                return hidden
        shown[name] = written, own, self._hider.hide(written, own)
        return shown[name][2]

    def _births(self, columns: dict[str, pa.Array], length: int) -> npt.NDArray[np.int64]:
        """The birth dates a connector handed on, which count before those of ID numbers."""
        if "birth" not in columns:
            return np.zeros(length, np.int64)
        return yyyymmdd(days(columns.pop("birth"), self.zone)[0])

    def _needed(self, draft: _Draft) -> None:
        """Blames rows that lack what their table cannot do without; a masked key is no lack."""
        length = len(draft.masked)
        excused = pa.array(draft.masked)
        for name in NEEDED[self.table]:
            column = draft.columns.get(name, pa.nulls(length))
            lacking = pc.and_(pc.is_null(column), pc.invert(excused))
            draft.blame(name, pc.if_else(lacking, pa.scalar("blank"), NO_TEXT))

    def _acts(self, draft: _Draft) -> Counter[str]:
        """Keeps an action nobody knows as `other`; gives the words, without digits in a row."""
        columns, length = draft.columns, len(draft.masked)
        action = columns.get("action")
        if action is None:
            raise PluginError("rows() gives no action", where=self.table,
                              hint="every event has one; see leakwatch.events")  # fmt: skip
        known = pc.is_in(action, pa.array(events.ACTIONS))
        odd = pc.value_counts(action.filter(pc.invert(known)).drop_null()).to_pylist()
        columns["action"] = pc.if_else(known, action, pa.scalar("other"))
        columns["ok"] = columns.get("ok", pa.nulls(length, pa.bool_())).fill_null(True)
        hidden = columns.get("masked", pa.nulls(length, pa.bool_())).fill_null(False)
        columns["masked"] = pc.or_(hidden, pa.array(draft.masked))
        _known_by_another(columns, pa.array(draft.masked))
        return Counter({DIGITS.sub("…", item["values"]): item["counts"] for item in odd})


def _known_by_another(columns: dict[str, pa.Array], masked: pa.Array) -> None:
    """A subject not shown, but for one that was masked, is the ID number or the phone beside it."""
    others = [columns[name] for name in ("id_no", "phone") if name in columns]
    if "subject" not in columns or not others:
        return
    subject = columns["subject"]
    lacking = pc.and_(pc.is_null(subject), pc.invert(masked))
    for other in others:
        if pc.any(pc.and_(lacking, pc.is_valid(other))).as_py():
            texts = [pc.cast(column, pa.string()) for column in (subject, *others)]
            columns["subject"] = pc.if_else(masked, texts[0], pc.coalesce(*texts))
            return


def _settled(draft: _Draft, name: str, words: Counter[str]) -> Refined:
    """A line with a problem goes to quarantine whole; the others to the lake."""
    columns, masked = draft.columns, draft.masked
    if draft.problems.null_count == len(masked):
        return Refined(_conformed(columns, name, len(masked)), [], int(masked.sum()), words)
    lines = np.asarray(columns["line"].to_numpy(), np.int64)
    bad = pc.is_valid(draft.problems)
    wrong: dict[int, str] = {}
    for line, problem in zip(
        lines[bad.to_numpy(zero_copy_only=False)].tolist(),
        draft.problems.filter(bad).to_pylist(),
        strict=True,
    ):
        wrong.setdefault(line, problem)
    keep = ~np.isin(lines, list(wrong))
    table = _conformed(columns, name, len(lines)).filter(pa.array(keep))
    return Refined(table, [Wrong(*item) for item in wrong.items()],
                   int((masked & keep).sum()), words)  # fmt: skip


def _minors(draft: _Draft) -> None:
    """Who was under 14 on the day of the clock; null where no birth date is known."""
    columns, births = draft.columns, draft.births
    if births.any() and "clock" in columns:
        age = (yyyymmdd(columns["clock"]) - births) // 10_000
        young = pa.array(age < 14, mask=births == 0)
        columns["minor"] = pc.coalesce(columns["minor"], young) if "minor" in columns else young


def _flat(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], whole.type)
    odd = pa.types.is_large_string(whole.type) or pa.types.is_null(whole.type)
    return pc.cast(whole, pa.string()) if odd else whole


def _conformed(columns: dict[str, pa.Array], name: str, length: int) -> pa.Table:
    """Line and exactly the columns of the table, in order and type; tokens stay indices."""
    import ibis

    fields = {"line": columns["line"]}
    for wanted in ibis.schema(events.TABLES[name]).to_pyarrow():
        given = columns.get(wanted.name, pa.nulls(length, wanted.type))
        coded = pa.types.is_dictionary(given.type)
        fields[wanted.name] = given if coded else pc.cast(given, wanted.type)
    return pa.table(fields)


def _contact_kinds(contacts: pa.Array) -> pa.Array:
    coded = pc.dictionary_encode(contacts)
    kinds = [identifiers.contact_kind(value) for value in coded.dictionary.to_pylist()]
    return pa.array(kinds, pa.string()).take(coded.indices)
