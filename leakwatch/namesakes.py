"""Whom identifiers from elsewhere may mean in the log: each row of them is one person.

An ID number is itself; a phone or a record key beside it that belongs to another ID number says
nothing. Without one a row is the person of its key, and of its phone. A phone that several ID
numbers were seen with is itself, and where it is all there is, each of that family too. Whom
nothing is known of has his own token for a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from leakwatch import people

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from leakwatch.engine import Engine

FAMILY_AT_MOST = 8  # a phone seen with more ID numbers is a dealer's, not a family's
TOKENS = ["id_no", "phone", "key"]


def meant(rows: pd.DataFrame, sightings: ir.Table, engine: Engine) -> pd.DataFrame:
    """Everybody the rows (id_no, phone, key, at) may mean: person (a number), subject (a name that
    events have after `people.with_person`), at; one person may have several names."""
    tokens = pd.concat([rows[name] for name in TOKENS]).dropna()
    ours = people.persons(sightings).semi_join(engine.table(column("token", tokens)), "token")
    owners = engine.arrow(ours).to_pandas()
    phones = engine.table(column("phone", rows["phone"].dropna()))
    seen = sightings.filter(sightings.id_no.notnull()).semi_join(phones, "phone")
    families = engine.arrow(seen.select("phone", "id_no").distinct()).to_pandas()
    return candidates(rows, dict(zip(owners["token"], owners["person"], strict=True)), families)


def column(name: str, values: pd.Series[str]) -> pa.Table:
    """Distinct texts as a table of the engine."""
    import pyarrow as pa

    return pa.table({name: pa.array(sorted(set(values)), pa.string())})


def candidates(
    rows: pd.DataFrame, owner: Mapping[str, str], families: pd.DataFrame
) -> pd.DataFrame:
    """The same from the person of each known token and the ID numbers (phone, id_no) of phones."""
    id_no, phone, key = (rows[name].astype(object) for name in TOKENS)
    by_key, by_phone = (token.map(owner).astype(object) for token in (key, phone))
    free = id_no.isna()
    by_key = by_key.where(free | (by_key == key) | (by_key == phone) | (by_key == id_no))
    by_phone = by_phone.where(free | (by_phone == phone) | (by_phone == id_no))
    label = id_no.fillna(by_key).fillna(by_phone).fillna(key).fillna(phone)
    alone = phone.where(free & by_key.isna() & (by_phone == phone))
    nobody = label.where(free & by_key.isna() & by_phone.isna())
    named = [id_no, by_key, by_phone, kin(alone, families), nobody]
    each = [one.dropna().to_frame("subject").join(label.rename("label")) for one in named]
    found = pd.concat(each).drop_duplicates()
    latest = rows["at"].groupby(label).agg(lambda at: at.max(skipna=False))
    found = found.join(latest.rename("at"), on="label")
    found = found.assign(person=pd.factorize(found["label"], sort=True)[0])
    found = found.sort_values(["person", "subject"], ignore_index=True)
    return found[["person", "subject", "at"]]


def kin(phones: pd.Series[str], families: pd.DataFrame) -> pd.Series[str]:
    """The ID numbers seen with each phone, unless they are too many, under the phone's index."""
    many = families.groupby("phone")["id_no"].transform("size")
    small = families[many <= FAMILY_AT_MOST].set_index("phone")
    return phones.dropna().rename("phone").to_frame().join(small, on="phone")["id_no"]
