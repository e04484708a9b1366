"""A sample → the mapping for the connector `table`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from leakwatch import plugins
from leakwatch.inferring import lexicon
from leakwatch.inferring.asking import questions
from leakwatch.inferring.matching import LEAST, Match, matches
from leakwatch.inferring.proposal import Line, Proposal
from leakwatch.inferring.recognising import recognised
from leakwatch.inferring.sampling import Sample
from leakwatch.inferring.spelling import plain
from leakwatch.inferring.synonyms import AMBIGUOUS, FIELDS, KNOWN

#: where one header serves, the fields of one column stand in this order
FIRST = ("account", "ts", "key_record", "key_waybill", "key_policy", "key_patient", "ticket")
#: columns of which `table` must have one
NEEDED = {"clock": "the time", "actor": "the account"}
#: what might be a key is not repeated
KEY = re.compile(r"\d{5,}")
RUOYI = {"新增", "修改", "删除", "授权", "导出", "导入", "强退", "生成代码", "清空数据", "其它"}


def propose(sample: Sample) -> Proposal:
    """An installed connector where one reads the file, else a mapping, else the reason why not."""
    found = recognised(sample)
    if found is not None:
        return found
    if not sample.columns:
        return Proposal(notes=[_headless(sample)])
    inside = [header.partition(".0.")[0] for header in sample.columns if ".0." in header]
    if sample.kind == "json" and sample.rows == 1 and inside:
        note = f"one record that holds others in {_named(inside)[0]}: deliver those, one a line"
        return Proposal(notes=[note])
    chosen = _chosen(matches(sample.columns), sample)
    lacking = [what for column, what in NEEDED.items() if column not in chosen]
    if lacking:
        known = sum(plain(header) in KNOWN for header in sample.columns)
        why = f"no column is {' or '.join(lacking)}; {known} of {len(sample.columns)} headers known"
        return Proposal(unread=_named(sample.columns), notes=[why])
    return _mapped(sample, chosen)


def chance(proposal: Proposal, sample: Sample) -> list[str]:
    """Columns of `table` that the file has under their own names, but that mean another thing."""
    if proposal.connector != "table":
        return []
    mapped = {line.column for line in proposal.lines}
    schema = plugins.connector(proposal.connector).schema()
    # the readers take a header in other capitals for the column's
    given = {header.casefold() for header in sample.columns}
    return [name for name in schema if name in given and name not in mapped]


def _headless(sample: Sample) -> str:
    if sample.kind in ("delimited", "text"):
        width = f" of {sample.width} cells" if sample.width else ""
        made = map(plugins.connector, plugins.connectors())
        lined = " ".join(one.name for one in made if one.format in ("lines", "headless"))
        return (f"no header among the first lines{width}: ask whoever delivers it for the columns, "
                f"or try `leakwatch connectors test` with one of: {lined}")  # fmt: skip
    if sample.kind == "json":
        return "no record of JSON with keys: one object a line, or an array of them, is read"
    return "no table: none of the installed connectors knows its form"


def _chosen(found: list[Match], sample: Sample) -> dict[str, list[Match]]:
    """Column → the header that fills it best, or a date's and a time's; a header serves once."""
    chosen: dict[str, list[Match]] = {}
    taken: set[str] = set()
    ranked = sorted(found, key=lambda match: (-round(match.sure, 1), _rank(match), match.place))
    for match in _doubts_settled(ranked, sample):
        column = match.column
        if not column or column in chosen or match.header in taken or match.field == "ts_time":
            continue
        parts = [match]
        if match.field == "ts_date":
            times = [other for other in found if other.field == "ts_time"
                     and other.header != match.header and other.sure >= LEAST]  # fmt: skip
            if not times:
                continue
            parts.append(times[0])
        chosen[column] = parts
        taken |= {part.header for part in parts}
    _function(chosen, sample)
    return chosen


def _rank(match: Match) -> int:
    return FIRST.index(match.field) if match.field in FIRST else len(FIRST)


def _doubts_settled(found: list[Match], sample: Sample) -> list[Match]:
    """Of an ambiguous header, the one meaning the rest of the file speaks for."""
    dropped = set[tuple[str, str]]()
    for header in AMBIGUOUS.keys() & sample.columns.keys():
        others = {match.field for match in found if match.header != header and match.sure > 0.7}
        if header == "用户名":
            named = "account" in others or sample.columns[header].share("name") > 0.5
            dropped.add((header, "account" if named and "account" in others else "operator_name"))
        if header == "业务类型":
            acts = RUOYI & set(sample.columns[header].filled) or "operation" not in others
            dropped.add((header, "func" if acts else "operation"))
    return [match for match in found if (match.header, match.field) not in dropped]


def _function(chosen: dict[str, list[Match]], sample: Sample) -> None:
    """Without a column of actions, that of functions tells them, where its words do."""
    functions = chosen.get("data", [])
    if "action" not in chosen and functions:
        words = sample.columns[functions[0].header].words
        if any(lexicon.action(word) for word in words):
            chosen["action"] = functions
    if "data" not in chosen and "action" in chosen:
        words = sample.columns[chosen["action"][0].header].words
        if lexicon.classes(words):
            chosen["data"] = chosen["action"]


def _mapped(sample: Sample, chosen: Mapping[str, list[Match]]) -> Proposal:
    proposal = Proposal("table")
    for column in plugins.connector("table").schema():
        if column in chosen:
            parts = chosen[column]
            sure = round(100 * min(part.sure for part in parts))
            why = " + ".join(part.why for part in parts)
            proposal.lines.append(Line(column, tuple(part.header for part in parts), sure, why))
    used = {part.header for parts in chosen.values() for part in parts}
    proposal.unread = _named(header for header in sample.columns if header not in used)
    _options(proposal, sample, chosen)
    proposal.questions = questions(sample, chosen)
    return proposal


def _options(proposal: Proposal, sample: Sample, chosen: Mapping[str, list[Match]]) -> None:
    """What the words of the sample mean."""
    words = {column: sample.columns[parts[0].header].words for column, parts in chosen.items()}
    if "action" in chosen:
        # a function that is named for the data it shows, and for nothing done to it
        noun = chosen["action"][0].field == "func"
        meant = {word: lexicon.action(word) or (noun and lexicon.classes([word]) and "view") or ""
                 for word in words["action"] if not KEY.search(word)}  # fmt: skip
        proposal.options["actions"] = {word: name for word, name in meant.items() if name}
        proposal.unknown = [word for word, name in meant.items() if not name]
    else:
        proposal.options["default_action"] = "view"
    classes = lexicon.classes(words.get("data", ()))
    if classes:
        proposal.options["data_words"] = classes
    keys = [part.field for parts in chosen.values() for part in parts if part.field in lexicon.KEYS]
    proposal.options["data"] = lexicon.KEYS[keys[0]] if keys else "identity"
    if not keys and not classes:
        proposal.notes.append('? no column tells the class of data: data = "identity" is taken')
    if "subject" in chosen and _mixed(chosen["subject"][0], sample):
        proposal.options["subject"] = "auto"
    if "ok" in chosen:
        proposal.options |= lexicon.outcome(words["ok"], chosen["ok"][0].header)


def _named(headers: Iterable[str]) -> list[str]:
    """Headers without digits in a row: keys of JSON may be anybody's."""
    return list(dict.fromkeys(KEY.sub("…", header) for header in headers))


def _mixed(match: Match, sample: Sample) -> bool:
    """True where some values are phones or ID numbers, or what was asked for in general."""
    values = sample.columns[match.header]
    some = any(values.share(shape) > 0.05 for shape in ("phone", "id_no"))
    return some or FIELDS[match.field] is FIELDS["key_query"]
