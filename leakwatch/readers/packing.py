"""The bytes of a raw file, unpacked where it is gzip or Zstandard, within bounds."""

from __future__ import annotations

from collections.abc import Iterator

from leakwatch.errors import SourceError
from leakwatch.readers import opening
from leakwatch.readers.opening import RawFile

PACKINGS = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
#: logs pack to a hundredth at best; what unpacks to more than this and so much is made to harm
MOST_BYTES = 1 << 30
MOST_TIMES = 200


def packing(raw: RawFile) -> str:
    """The name of its packing; empty where it has none."""
    first = next(raw.chunks(4), b"")
    return next((name for magic, name in PACKINGS.items() if first.startswith(magic)), "")


def bounded(unpacked: int, packed: int, where: str) -> None:
    """SourceError where so many bytes came, or will come, out of so few."""
    if unpacked > max(MOST_BYTES, MOST_TIMES * packed):
        raise SourceError(
            f"unpacks to more than {MOST_TIMES} times its size and {MOST_BYTES >> 20} MiB",
            where=where, hint="deliver it unpacked, if it is no attack",
        )  # fmt: skip


def _unpacked(raw: RawFile, name: str) -> Iterator[bytes]:
    import pyarrow as pa

    size = 0
    with pa.OSFile(str(raw.path)) as file, pa.CompressedInputStream(file, name) as plain:
        while piece := plain.read(opening.PIECE):
            size += len(piece)
            bounded(size, raw.size, raw.where)
            yield piece


def pieces(raw: RawFile) -> Iterator[bytes]:
    """The file's bytes, unpacked, in large pieces; SourceError where the packing is broken."""
    name = ""
    try:
        name = packing(raw)
        yield from _unpacked(raw, name) if name else raw.chunks()
    except OSError as error:
        if error.errno is None and name:
            what = f"the compressed file is cut short or broken ({error})"
            hint = "deliver it again; nothing of it was taken"
            raise SourceError(what, where=raw.where, hint=hint) from error
        raise opening.unreadable(error, raw.where) from error
