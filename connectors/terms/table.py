"""What a mapped table may say: its columns, and what its cells mean unless the settings tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import ibis

from leakwatch import cells
from leakwatch.connector import text
from leakwatch.events import ACTIONS, DATA

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: columns of an event, beside `export` (yes makes any look an export), `birth` and `sequence`
COLUMNS = text(
    "clock*, actor*, role, branch, action, export, data, subject, phone, id_no, owner, region, "
    "minor, birth, rows, masked, reason, case, approver, place, device, session, ok, sequence"
)
#: columns whose cells go on as they are
PLAIN = ("actor", "role", "branch", "owner", "region", "birth", "reason", "case", "approver",
         "place", "device", "session")  # fmt: skip
KINDS = ("phone", "id_no", "key", "auto")
PHONE = r"^['=\"\s]*(\+?86|0)?1\d{10}\"?$"
ID_NO = r"^['=\"\s]*\d{17}[\dXx]\"?$"
#: words with which a cell says that it did not succeed, whatever follows
FAILED = r"^(失败|异常|错误|拒绝|不成功|未授权|FAIL|ERROR|DENIED|REJECTED|UNAUTHORI|FORBIDDEN)"


def checked(
    actions: Mapping[str, str], classes: Mapping[str, str], action: str, data: str, subject: str
) -> None:
    """ValueError where an option names what an event cannot hold."""
    for key, said, known in (
        ("actions", actions.values(), ACTIONS),
        ("default_action", (action,), ACTIONS),
        ("data_words", classes.values(), DATA),
        ("data", (data,) if data else (), DATA),
        ("subject", (subject,), KINDS),
    ):
        odd = [word for word in said if word not in known]
        if odd:
            raise ValueError(f"{key}: {odd[0]!r} is none of {' '.join(known)}")


def kind(subject: ir.StringColumn, said: str) -> ir.StringValue:
    """As said; auto: phone or ID number where a value has that form, else a record's own key."""
    if said != "auto":
        return ibis.literal(said)
    plain = subject.translate(cells.WIDE, cells.PLAIN)
    return ibis.cases(
        (plain.re_search(PHONE), "phone"), (plain.re_search(ID_NO), "id_no"), else_="key"
    )


def succeeded(
    cell: ir.StringColumn, good: Collection[str], bad: Collection[str]
) -> ir.BooleanValue:
    """By the words given; without any, by the words most systems use. Null where empty."""
    if good:
        return cell.isin(list(good))
    if bad:
        return ~cell.isin(list(bad))
    plain = cell.translate(cells.WIDE, cells.PLAIN).upper()
    return ~(plain.isin([*cells.NO, "NO"]) | plain.re_search(FAILED))


def yes(cell: ir.StringColumn) -> ir.BooleanValue:
    """As the core reads it, or the English word."""
    return cells.yes(cell) | (cell.upper() == "YES").fill_null(False)


def said(cell: ir.StringColumn) -> ir.BooleanValue:
    """Yes or no; null where empty."""
    return cell.notnull().ifelse(yes(cell), None)


def class_of(cell: ir.StringColumn, words: Mapping[str, str], otherwise: str) -> ir.StringValue:
    """The class of data whose word the cell holds, or that it names itself."""
    named = cell.isin(DATA).ifelse(cell, None)
    found = [(cell.contains(word), data) for word, data in words.items()]
    return ibis.coalesce(
        *([ibis.cases(*found)] if found else []), named, ibis.literal(otherwise or None, "string")
    )
