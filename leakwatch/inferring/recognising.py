"""Which installed connector reads a file of these headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from leakwatch import plugins
from leakwatch.inferring.proposal import Line, Proposal
from leakwatch.inferring.spelling import plain
from leakwatch.inferring.synonyms import FIELDS, KNOWN
from leakwatch.readers.header import fitted

if TYPE_CHECKING:
    from leakwatch.connector import Connector
    from leakwatch.inferring.sampling import Sample

#: a record of JSON is a connector's where so many of its keys, or of those declared, are the same
MOST_KEYS = 0.8
FEWEST_KEYS = 3
#: the few columns that a context table requires stand in many logs: so many must be known
MOST_COLUMNS = 0.6
MOSTLY = 0.5


def recognised(sample: Sample) -> Proposal | None:
    """The connector whose required columns are all there, and most of the others; or None."""
    known = [plugins.connector(name) for name in plugins.connectors() if name != "table"]
    fits = [(_fit(one, sample), one) for one in known]
    best, one = max(fits, key=lambda fit: fit[0])
    if not best:
        near = [found for one in known if (found := _renamed(one, sample))]
        return min(near, key=lambda found: len(found.lines), default=None)
    proposal = Proposal(one.name, "sources" if one.table == "events" else "context")
    schema, required = one.schema(), one.required()
    given = fitted(tuple(sample.columns), schema)
    there = [name for name in schema if name in given]
    if sample.columns and there:
        needed = f"all {len(required)} columns that {one.name} requires are there, "
        known_here = f"{len(there)} of the {len(schema)} that {one.name} knows"
        proposal.notes.append((needed if required else "") + known_here)
        # keys of JSON are declared by the record at the top
        tops = {name.partition(".")[0] for name in there} if sample.kind == "json" else set(there)
        proposal.unread = [name for name in given if name not in tops
                           and name.partition(".")[0] not in schema]  # fmt: skip
    else:
        proposal.notes.append(f"the first lines have the form that {one.name} reads")
    return proposal


def _renamed(one: Connector, sample: Sample) -> Proposal | None:
    """A connector of which a file has most columns, and the others under other names."""
    schema, given = one.schema(), set(sample.columns)
    there = len(set(schema) & given)
    if one.format not in ("delimited", "table") or there < MOST_COLUMNS * len(given):
        return None
    lines = []
    for column in one.required():
        if column in given:
            continue
        said = [header for header in sample.columns if header not in schema
                and _columns(header) & _columns(column)]  # fmt: skip
        if len(said) != 1:
            return None
        lines.append(Line(column, (said[0],), 75, f"header {said[0]}: another word for {column}"))
    called = {column: column for column in one.required()}
    called |= {line.column: line.headers[0] for line in lines}
    if not all(_timed(column, header, sample, called) for column, header in called.items()):
        return None
    there_too = f"{there} of the {len(schema)} columns that {one.name} knows are there"
    section = "sources" if one.table == "events" else "context"
    unread = [header for header in sample.columns if header not in schema]
    spare = [header for header in unread if (header,) not in [line.headers for line in lines]]
    return Proposal(one.name, section, lines, unread=spare, notes=[there_too])


def _timed(column: str, header: str, sample: Sample, called: Mapping[str, str]) -> bool:
    """False where a column of times holds none, unless its date stands in another."""
    fields = KNOWN.get(plain(column), {})
    dated = any("ts_date" in KNOWN.get(plain(other), ()) for other in called)
    return "ts" not in fields or dated or sample.columns[header].share("time") > MOSTLY


def _columns(header: str) -> set[str]:
    """The columns of an event that a header may be."""
    return {FIELDS[name].column for name in KNOWN.get(plain(header), ())} - {""}


def _fit(one: Connector, sample: Sample) -> int:
    """How many of its columns a file has; 0 where the connector does not read it."""
    schema, required = set(one.schema()), set(one.required())
    if one.format in ("delimited", "table"):
        given = set(fitted(tuple(sample.columns), schema))
        fits = sample.kind in ("delimited", "parquet") and required <= given
        there = len(schema & given)
        rare = one.table != "events" and there < MOST_COLUMNS * len(sample.columns)
        return there if fits and required and not rare else 0
    if one.format == "json" and sample.kind == "json":
        keys = {name.partition(".")[0] for name in sample.columns}
        same = len(schema & keys)
        alike = same >= FEWEST_KEYS and same >= MOST_KEYS * min(len(keys), len(schema))
        return same if (required <= keys if required else alike) else 0
    if one.format == "headless" and sample.kind == "delimited" and not sample.columns:
        # a trailing delimiter makes one cell more
        same_sign = not one.delimiter or one.delimiter == sample.delimiter
        return int(same_sign and sample.width - len(schema) in (0, 1))
    return int(_begins(one, sample))


def _begins(one: Connector, sample: Sample) -> bool:
    """True where the first lines begin as a connector of lines or of XML says."""
    # syslog lines begin with a sign of XML as well
    if sample.kind == "xml" and one.format != "lines":
        tags = "|".join(map(re.escape, one.roots))
        return bool(tags) and any(re.search(rf"<(?:\w+:)?(?:{tags})\b", x) for x in sample.lines)
    # a form of its own tells more than cells that happen to look like a header
    form = one.looks or ("" if sample.columns else one.starts)
    if one.format != "lines" or not form:
        return False
    hits = sum(bool(re.search(form, line)) for line in sample.lines)
    return hits * 2 > len(sample.lines)
