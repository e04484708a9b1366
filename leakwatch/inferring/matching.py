"""Headers and values → what each column of a sample may be, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leakwatch.inferring.spelling import han, plain
from leakwatch.inferring.synonyms import AMBIGUOUS, FIELDS, KNOWN
from leakwatch.inferring.values import NAMED, TELLING, Values, sketch

#: how much a header says: as listed, with a listed one inside, unknown, of two meanings
LISTED, INSIDE, UNKNOWN, DOUBTFUL = 1.0, 0.75, 0.6, 0.7
#: how well values fit that could be anything, or that are not there
PLAIN, MANY, ABSENT = 0.95, 0.6, 0.5
#: less sure than this is not said
LEAST = 0.3
#: shorter headers are inside too many others
SHORTEST = {True: 2, False: 4}
BY_SHAPE = {"time": "ts", "ip": "ip", "phone": "key_phone", "id_no": "key_id", "mac": "mac"}


@dataclass(frozen=True)
class Match:
    """A header of the file as one of the fields a log may have; `sure` lies in 0…1."""

    header: str
    field: str
    sure: float
    why: str
    place: int = 0

    @property
    def column(self) -> str:
        """The column of an event it would fill."""
        return FIELDS[self.field].column


def matches(columns: Mapping[str, Values]) -> list[Match]:
    """Every field each header may be, the surest first."""
    found = [match for header, values in columns.items() for match in _of(header, values)]
    return sorted(found, key=lambda match: (-match.sure, match.place))


def _of(header: str, values: Values) -> Iterator[Match]:
    for name, weight, place, said in _named(header, values):
        fit, seen = _fit(name, values)
        if weight * fit >= LEAST:
            yield Match(header, name, weight * fit, f"{said}; {seen}", place)


def _named(header: str, values: Values) -> Iterator[tuple[str, float, int, str]]:
    """Field, weight, place in its list, and what is said of the header."""
    spelt = plain(header)
    if spelt in KNOWN:
        doubtful = header.strip() in AMBIGUOUS
        for name, place in KNOWN[spelt].items():
            yield name, DOUBTFUL if doubtful else LISTED, place, f"header {header}"
        return
    inside = [word for word in KNOWN if len(word) >= SHORTEST[han(word)] and word in spelt]
    # 客户手机号码 is rather 手机号码 than 客户; of equals, the last word says what it is
    best = max(inside, key=lambda word: (len(word), spelt.rfind(word)), default="")
    for name, place in KNOWN.get(best, {}).items():
        yield name, INSIDE, 50 + place, f"header {header} holds {best}"
    if not best:
        shape = next((shape for shape in TELLING if values.share(shape) > PLAIN), "")
        if shape:
            yield BY_SHAPE[shape], UNKNOWN, 99, f"header {header} in no list"


def _fit(name: str, values: Values) -> tuple[float, str]:
    """How well values fit a field, and what they are."""
    shape = FIELDS[name].shape
    if not values.filled:
        return ABSENT, "no value in the sample"
    if shape in ("time", "date", "clock", "phone", "id_no", "integer", "boolean"):
        return values.share(shape), _shared(shape, values)
    odd = next((other for other in TELLING if values.share(other) > 0.5), "")
    if shape in ("ip", "mac"):
        if odd == shape:
            return values.share(shape), _shared(shape, values)
        return (0.0 if odd else PLAIN * 0.8), f"{_shared(shape, values)}; names of places perhaps"
    if odd:
        return 0.0, _shared(odd, values)
    words = values.words
    if shape == "few":
        return (PLAIN, f"{len(words)} different words") if words else (MANY, "many different words")
    if shape == "word" and values.share("name") > 0.5:
        return MANY, _shared("name", values)
    like = sketch(values.filled[0])
    different = len(set(values.filled))
    return PLAIN, f"{different:,} different in {len(values.filled):,} values, as {like}"


def _shared(shape: str, values: Values) -> str:
    said = f"{values.share(shape):.0%} of {len(values.filled):,} values are {NAMED[shape]}"
    if shape == "id_no" and values.share(shape):
        said += f", {values.right_digits:.0%} with a right check digit"
    return said.replace("%", " %", 1) if "with" not in said else said.replace("%", " %")
