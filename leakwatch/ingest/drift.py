"""What changed in the logs of a source: words no list knows, columns gone and come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leakwatch.ingest.batch import Batch

#: source, and what is said of it in all its files at once
Told = tuple[str, str]


def drift(batches: Sequence[Batch]) -> Iterator[str]:
    """One line for each source and thing: in which file first, how many rows, what became of it."""
    rows: dict[Told, int] = {}
    files: dict[Told, list[str]] = {}
    for batch in batches:
        for said, count in _of(batch):
            told = batch.source, said
            rows[told] = rows.get(told, 0) + count
            files.setdefault(told, []).append(batch.file)
    for (source, said), count in rows.items():
        first, *more = files[source, said]
        many = f" and {len(more)} more files" if more else ""
        yield f"{source}, {first}{many}: " + said.replace("{rows}", f"({count} rows)")


def _of(batch: Batch) -> Iterable[tuple[str, int]]:
    """What one file gives cause to say, and of how many rows."""
    listed = {word for _, word in batch.drift}
    for (column, word), count in sorted(batch.drift.items()):
        yield f"{_safe(column)} holds {_safe(repr(word))}, which no list knows {{rows}}", count
    for word, count in sorted(batch.words.items()):
        if word not in listed:
            said = f"no list knows the word {_safe(repr(word))} {{rows}}; kept as action other"
            yield said, count
    for column in batch.lost:
        yield f"no column {column}, which the files before had{_renamed(batch)}", batch.rows


def _renamed(batch: Batch) -> str:
    """What may stand in the place of a lost column."""
    if not batch.new:
        return ""
    section = "sources" if batch.kind == "events" else "context"
    new = _safe(", ".join(batch.new))
    return f"; new: {new}; perhaps renamed; map it in [{section}.{batch.source}.columns]"


def _safe(word: str) -> str:
    return word.replace("{rows}", "{ rows }")
