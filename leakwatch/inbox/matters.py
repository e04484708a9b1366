"""A matter as its page and the API tell it; nobody sees one that he is in himself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fastapi import HTTPException

from leakwatch.inbox import exposure
from leakwatch.inbox.matter_parts import (
    Account,
    Answered,
    Done,
    Exhibit,
    File,
    Held,
    Item,
    Measure,
    Told,
    Written,
)
from leakwatch.report.told import Sentence, sentences
from leakwatch.store import evidence, matter_files, matter_lists, ring_lists, tracks
from leakwatch.store.matter_lists import Now

if TYPE_CHECKING:
    from datetime import date

    from leakwatch.duties import Duty
    from leakwatch.inbox.desk import Visitor
    from leakwatch.store.alerts import Alert
    from leakwatch.store.evidence import MatterEvidence
    from leakwatch.store.matter_files import MatterFile
    from leakwatch.store.matters import MatterItem

#: said too of a matter that holds the visitor's own account
ABSENT = "there is no such matter"


def now(asking: Visitor) -> Now:
    """The moment, and the visitor's day."""
    return Now(datetime.now(UTC), asking.today())


def found(asking: Visitor, name: str) -> MatterFile:
    """A matter that the visitor may see; 404 for others, as for what does not exist."""
    seen = None
    if name.isalnum() and len(name) <= 24:
        with asking.desk.store.reading() as session:
            seen = matter_files.found(session, name, asking.user.actor)
    if seen is None:
        raise HTTPException(404, ABSENT)
    return seen


def told(asking: Visitor, seen: MatterFile) -> Told:
    """A matter as it is told."""
    one, at = seen.matter, now(asking)
    with asking.desk.store.reading() as session:
        [line] = matter_lists.lines(session, [one], at)
        sent = [_exhibit(each) for each in evidence.of(session, one.id)]
    return Told(
        line, one.opened_by, one.because, one.proposed, one.proposed_by, one.closed, one.closed_by,
        exposure.exposed(asking, seen), items(asking, seen), sent, accounts(seen),
        duties(seen, exposure.touched(seen)), measures(seen, at.today),
        [Held(held.actor, held.first, held.last, held.placed, held.placed_by, held.reason,
              held.released, held.released_by) for held in seen.holds],
        [Written(note.at, note.who, note.text) for note in seen.notes],
        [Done(deed.number, deed.at, deed.who, deed.what, json.loads(deed.details))
         for deed in seen.deeds],
    )  # fmt: skip


def items(asking: Visitor, seen: MatterFile) -> list[Item]:
    """What is in it: rings, then alerts, each with its sentence."""
    with asking.desk.store.reading() as session:
        lines = ring_lists.lines(session, seen.rings)
    return [
        *(_ring(asking, line, seen.items[line.name]) for line in lines),
        *(_alert(one, seen.items.get(one.id), sentences(seen.findings.get(one.id, [])))
          for one in seen.alerts),
    ]  # fmt: skip


def _ring(asking: Visitor, line: ring_lists.Line, put: MatterItem) -> Item:
    said = asking.say("{accounts} accounts, {outside} outsiders, {alerts} open alerts")
    return Item(
        line.name, "ring", own=True, severity=None, status="standing" if line.standing else "apart",
        because=said.format(accounts=line.accounts, outside=line.outside, alerts=line.alerts),
        more=0, account=None, people=None, first=None, last=None, added=put.added,
        added_by=put.added_by,
    )  # fmt: skip


def _alert(one: Alert, put: MatterItem | None, said: list[Sentence]) -> Item:
    return Item(
        one.id, "alert", own=put is not None, severity=one.severity, status=one.status,
        because=said[0].because if said else one.because, more=max(len(said) - 1, 0),
        account=one.actor, people=one.subjects, first=one.first, last=one.last,
        added=put.added if put else None, added_by=put.added_by if put else None,
    )  # fmt: skip


def _exhibit(one: MatterEvidence) -> Exhibit:
    return Exhibit(one.id, one.note, one.names, one.rows, one.first, one.digest, one.notebook,
                   one.cell, one.cell_digest, one.added, one.added_by)  # fmt: skip


def accounts(seen: MatterFile) -> list[Account]:
    """The accounts, those of alerts first."""
    made = []
    for actor, branch in seen.accounts.items():
        mine = [(one.id, one.status) for one in seen.alerts if one.actor == actor]
        parts = [(one.ring, one.role) for one in seen.members if one.member == actor]
        said = seen.suspicions.get(actor)
        words = (said.asked, said.decided, said.reason, said.at, said.who) if said else (
            "", tracks.OPEN, "", None, None
        )  # fmt: skip
        made.append(Account(actor, branch, mine, parts, *words))
    return sorted(made, key=lambda one: (not one.alerts, one.alerts, one.account))


def duties(seen: MatterFile, touched: list[Duty]) -> list[Answered]:
    """The duties that are touched, or answered already."""
    made = []
    for one in touched:
        said = seen.duties.get(one.code)
        mends = sum(each.duty == one.code and each.dropped is None for each in seen.measures)
        words = (said.state, said.text) if said else (tracks.OPEN, "")
        when = (said.at, said.who) if said else (None, None)
        made.append(Answered(one.code, one.norm, one.asks, *words, mends, *when))
    return made


def measures(seen: MatterFile, today: date) -> list[Measure]:
    """The corrective actions, in the order they were set."""
    return [
        Measure(one.id, one.track, one.text, one.duty, one.owner, one.due,
                one.done is None and one.dropped is None and one.due is not None
                and one.due < today,
                one.done, one.done_by, one.proof, one.dropped,
                [File(file.id, file.name, file.digest, file.bytes, file.added, file.added_by)
                 for file in seen.proofs.get(one.id, [])])
        for one in seen.measures
    ]  # fmt: skip
