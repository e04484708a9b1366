"""What the file does not tell, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leakwatch.inferring.matching import Match, matches
from leakwatch.inferring.proposal import Change, Question
from leakwatch.inferring.sampling import Sample
from leakwatch.inferring.synonyms import AMBIGUOUS

#: column → the headers proposed for it
Used = Mapping[str, tuple[str, ...]]
#: another header this near to the first is worth a question
NEAR = 0.1
MOSTLY = 0.5


def questions(sample: Sample, chosen: Mapping[str, list[Match]]) -> list[Question]:
    """Questions about headers of two meanings, and where two headers fit as well."""
    return [*_doubtful(sample, chosen), *_rivals(sample, chosen)]


def _doubtful(sample: Sample, chosen: Mapping[str, list[Match]]) -> Iterator[Question]:
    used = {column: tuple(part.header for part in parts) for column, parts in chosen.items()}
    for header in sample.columns:
        if header.strip() in AMBIGUOUS:
            about = f"{header} means one thing here and another there"
            yield Question(about, tuple(READINGS[header.strip()](header, used, sample)))


def _user(header: str, used: Used, _: Sample) -> list[tuple[str, Change]]:
    taken = header in used["actor"]
    found: list[tuple[str, Change]] = [
        ("the account that logs in", {"actor": (header,)}),
        ("a person's name, which is not taken", {"actor": ()} if taken else {}),
    ]
    return found if taken else found[::-1]


def _time(header: str, used: Used, sample: Sample) -> list[tuple[str, Change]]:
    """The header that was taken, then the others that hold times."""
    timed = [name for name, values in sample.columns.items() if values.share("time") > MOSTLY]
    first = used["clock"]
    others = [(name,) for name in dict.fromkeys([header, *timed]) if name not in first]
    found: list[tuple[str, Change]] = [
        (f"{' + '.join(headers)} is when the record was opened", {"clock": headers})
        for headers in (first, *others)
    ]
    return found if others else [*found, ("another time: name the right header for clock", {})]


def _business(header: str, used: Used, _: Sample) -> list[tuple[str, Change]]:
    both = "the function, which tells what was done and the class of data"
    found: list[tuple[str, Change]] = [
        ("what was done (新增, 导出 …)", {"action": (header,), "data": ()}),
        (both, {"action": (header,), "data": (header,)}),
    ]
    return found[::-1] if header in used.get("data", ()) else found


READINGS = {"用户名": _user, "时间": _time, "业务类型": _business}


def _rivals(sample: Sample, chosen: Mapping[str, list[Match]]) -> list[Question]:
    """Where a second header fits the account or the time about as well."""
    asked = []
    found = matches(sample.columns)
    for column in ("clock", "actor"):
        first = chosen[column][0]
        if first.header.strip() in AMBIGUOUS:
            continue
        near = {match.header: match for match in found if match.column == column
                and match.field == first.field and first.sure - match.sure <= NEAR}  # fmt: skip
        others = [header for header in near if header != first.header]
        if others and len(chosen[column]) == 1:
            headers = [first.header, *others]
            fits: list[tuple[str, Change]] = [
                (f'{column} = "{one}"', {column: (one,)}) for one in headers
            ]
            asked.append(Question(f"{len(headers)} headers fit {column}", tuple(fits)))
    return asked
