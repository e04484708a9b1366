import gzip
import zipfile

import pytest
import zstandard

from leakwatch.errors import SourceError
from leakwatch.readers import opening, packing
from leakwatch.readers.opening import look

PACKINGS = {"gz": gzip.compress, "zst": zstandard.ZstdCompressor().compress}


@pytest.fixture
def unpacked(tmp_path):
    """How many bytes come out of a file, under bounds made small."""

    def size(data):
        (tmp_path / "log").write_bytes(data)
        return sum(map(len, packing.pieces(look(tmp_path / "log"))))

    return size


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(opening, "PIECE", 1 << 12)
    monkeypatch.setattr(packing, "MOST_BYTES", 1 << 16)
    monkeypatch.setattr(packing, "MOST_TIMES", 20)


@pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS)
@pytest.mark.parametrize(
    "data",
    [bytes(1 << 16), b"".join(b"%d," % n for n in range(1 << 15))],
    ids=["so small that it may be anything", "large, but not out of nothing"],
)
def test_what_unpacks_within_bounds_is_read(unpacked, small, pack, data):
    assert unpacked(pack(data)) == len(data)


@pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS)
def test_what_unpacks_beyond_bounds_is_refused_before_it_is_out(unpacked, small, pack):
    with pytest.raises(SourceError, match="unpacks to more than 20 times its size and 0 MiB"):
        unpacked(pack(bytes(1 << 20)))


@pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS)
def test_a_real_bomb_takes_neither_memory_nor_time(tmp_path, pack):
    import resource
    import time

    layer = pack(bytes(1 << 26))
    (tmp_path / "bomb").write_bytes(layer * 32)
    raw = look(tmp_path / "bomb")
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(SourceError, match="unpacks to more than 200 times its size and 1024 MiB"):
        for _ in packing.pieces(raw):
            pass
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 400_000
    assert time.process_time() - began < 20


@pytest.mark.parametrize("name", [*PACKINGS, "zip", "plain"])
def test_a_packing_is_told_by_its_first_bytes_not_by_its_name(tmp_path, name):
    place = tmp_path / "log.txt"
    if name == "zip":
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("a", "b")
    else:
        place.write_bytes(PACKINGS.get(name, bytes)(b"a,b\n"))
    assert packing.packing(look(place)) == {"gz": "gzip", "zst": "zstd"}.get(name, "")
