"""A leaked sample traced to its source: a file of leads in, accounts by likelihood out.

Its identifiers become tokens in memory; nothing of the file is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch import people, plugins
from leakwatch.errors import ConfigError, SourceError
from leakwatch.events import EVENTS
from leakwatch.features.update import SIGHTINGS
from leakwatch.ingest.feed import Feed, Reading
from leakwatch.ingest.sources import feed
from leakwatch.ingest.stored import arrow_schema
from leakwatch.readers.decoding import MisreadError
from leakwatch.readers.opening import RawFile, look, unchanged
from leakwatch.readers.rows import Wrong

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa

    from leakwatch.lake import Lake
    from leakwatch.pipeline import House
    from leakwatch.settings import Settings

CONNECTOR = "leads"
CANDIDATES = {"person": "int64", "subject": "string", "at": "timestamp('UTC', 6)"}


@dataclass(frozen=True)
class Sample:
    """The rows of a file as tokens (line, id_no, phone, key, at, origin), those set aside, and how
    many of the others name nobody, their identifiers being masked."""

    where: str
    rows: pa.Table
    wrong: list[Wrong]
    nobody: int


@dataclass(frozen=True)
class Traced:
    """The accounts as `rings.tracing` ranks them; how many people the sample names, and how many of
    them nobody ever looked up."""

    accounts: pd.DataFrame
    people: int
    unknown: int


def leads(given: Settings) -> Feed:
    """How the settings' own leads are read; else the plain format."""
    for name, source in given.context.items():
        if (source.connector or name) == CONNECTOR:
            return feed(name, source, given, "context")
    return Feed(CONNECTOR, plugins.connector(CONNECTOR), "*", given.organisation.zone)


def read(path: Path, house: House, origin: str | None = None) -> Sample:
    """The sample in a file; SourceError where it cannot be read, ConfigError where it names
    nobody. Nothing of it is kept."""
    reading = Reading(leads(house.settings), house.lake.engine, house.key)
    raw = look(path)
    try:
        found = _rows(reading, raw)
    except MisreadError as error:
        found = _rows(reading, error.raw)
    if origin is not None:
        found = _of_origin(found, origin)
    if not len(found.rows):
        why = f" (line {found.wrong[0].line}: {found.wrong[0].reason})" if found.wrong else ""
        raise ConfigError(f"no row names anybody{why}", where=raw.where,
                          hint="give 证件号, 手机 or 业务键 in full, and 发现时间")  # fmt: skip
    return found


def _rows(reading: Reading, raw: RawFile) -> Sample:
    import pyarrow as pa
    import pyarrow.compute as pc

    tables, wrong = [], list[Wrong]()
    for piece in reading.read(raw):
        refined = reading.refine(piece.table)
        tables.append(refined.table)
        wrong += [*piece.wrong, *refined.wrong]
    unchanged(raw)
    if not tables:
        raise SourceError("the file has no rows", where=raw.where, hint="see that it is whole")
    whole = pa.concat_tables(_plain(table) for table in tables)
    named = whole.filter(pc.is_valid(pc.coalesce(whole["id_no"], whole["phone"], whole["key"])))
    wrong.sort(key=attrgetter("line", "reason"))
    return Sample(raw.where, named, wrong, len(whole) - len(named))


def _plain(table: pa.Table) -> pa.Table:
    """Tokens as text, not as indices."""
    import pyarrow as pa

    plain = [
        pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(plain))


def _of_origin(found: Sample, origin: str) -> Sample:
    import pyarrow.compute as pc

    ours = found.rows.filter(pc.equal(found.rows["origin"], origin))
    if not len(ours):
        raise ConfigError(f"no row is of origin {origin!r}", where=found.where,
                          hint="--origin is a word of the column 来源")  # fmt: skip
    return replace(found, rows=ours)


def traced(found: Sample, house: House) -> Traced:
    """The accounts that opened anybody of the sample, ranked; ConfigError where the lake knows
    none of them."""
    import pyarrow as pa

    from leakwatch.judging import ledger
    from leakwatch.namesakes import meant
    from leakwatch.rings.tracing import traced as search

    rows = found.rows.select(["id_no", "phone", "key", "at"]).to_pandas()
    rows["at"] = whole_days(rows["at"], leads(house.settings).zone)
    lake, engine = house.lake, house.lake.engine
    everybody = meant(rows, lake.read("sightings", SIGHTINGS), engine)
    pairs = ledger(lake, "pairs", None).union(registered(lake))
    asked = engine.table(pa.table({"subject": sorted(set(everybody["subject"]))}))
    known = engine.arrow(asked.semi_join(pairs, "subject"))["subject"].to_pylist()
    if not known:
        raise ConfigError("nobody in it was ever looked up in this lake", where=found.where,
                          hint="see that the sample's logs were taken in and `leakwatch run` done",
                          )  # fmt: skip
    ours = everybody[everybody["subject"].isin(known)]
    people = int(everybody["person"].nunique())
    sample = pa.Table.from_pandas(ours, schema=arrow_schema(CANDIDATES), preserve_index=False)
    ranked = search(pairs, engine.table(sample), engine.keep)
    return Traced(ranked, people, people - int(ours["person"].nunique()))


def registered(lake: Lake) -> ir.Table:
    """Who registered whom, as pairs: it shows as much of a person as a look does."""
    import ibis

    from leakwatch.features.columns import PAIRS, shaped

    made = lake.read("events", EVENTS)
    made = made.filter(made.action == "register", made.actor.notnull())
    made = people.with_person(made, people.persons(lake.read("sightings", SIGHTINGS)))
    made = made.filter(made.subject.notnull()).mutate(day=made.clock.date())
    each = made.group_by("actor", "day", "subject").agg(
        org=made.org.min(), branch=made.branch.min(), role=made.role.min(), looks=made.count(),
        unexplained=made.count(where=made["case"].isnull()), first=made["at"].min(),
    )  # fmt: skip
    nothing = {name: ibis.literal(0) for name in PAIRS if name not in each.columns}
    return shaped(each.mutate(**nothing), PAIRS)


def whole_days(at: pd.Series[pd.Timestamp], zone: str) -> pd.Series[pd.Timestamp]:
    """Times, a date alone being the end of its day in the zone."""
    import pandas as pd

    there = at.dt.tz_convert(zone)
    day = there.dt.normalize()
    end = (day + pd.DateOffset(days=1)).dt.tz_convert("UTC") - pd.Timedelta(microseconds=1)
    return at.where(there != day, end)
