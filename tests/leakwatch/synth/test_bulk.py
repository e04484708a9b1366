"""The large log for timings."""

from __future__ import annotations

import csv

from leakwatch.synth import bulk
from leakwatch.synth.bulk import telecom_rows
from leakwatch.synth.files.telecom import HEADER


def read(path):
    return list(csv.reader(path.read_text(encoding="gb18030").splitlines()))


def test_it_has_the_rows_asked_for_across_chunks_in_order_of_time(tmp_path, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 1_000)
    telecom_rows(tmp_path / "big.csv", 3_010)
    rows = read(tmp_path / "big.csv")
    assert rows[0] == HEADER
    assert len(rows) == 3_011
    assert {len(row) for row in rows} == {len(HEADER)}
    times = [row[HEADER.index("操作时间")] for row in rows[1:]]
    assert times == sorted(times)
    assert len({time[:10] for time in times}) == 30


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        telecom_rows(tmp_path / name, 500, seed=seed, accounts=7, days=3)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()


def test_accounts_are_as_many_as_asked(tmp_path):
    telecom_rows(tmp_path / "few.csv", 2_000, accounts=7)
    assert len({row[0] for row in read(tmp_path / "few.csv")[1:]}) == 7
