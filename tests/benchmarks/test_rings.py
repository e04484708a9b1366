"""Rings in a million and in ten million meetings; `make bench` prints time, memory, what came."""

import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

DAYS, DAILY, BRANCH, CLIENTS = 90, 15, 20, 600
SIZES = (4, 5, 6, 12)
SHARED = 25
#: the bars: seconds on two cores
BARS = {1_000_000: 10, 10_000_000: 90}


def meetings(edges: int, seed: int = 1) -> pa.Table:
    """Accounts of branches that open their branch's customers, known and unknown, a fifth without
    a case and an eighth elsewhere; and rings of SIZES that open lists of SHARED strangers."""
    dice = np.random.default_rng(seed)
    accounts = edges // (DAYS * DAILY)
    branches = -(-accounts // BRANCH)
    actor = dice.integers(0, accounts, edges)
    day = dice.integers(0, DAYS, edges)
    home = np.where(dice.random(edges) < 0.12, dice.integers(0, branches, edges), actor // BRANCH)
    people = CLIENTS * BRANCH
    person = np.minimum((people * dice.random(edges) ** 1.5).astype(np.int64), people - 1)
    subject = home * people + person
    bare = dice.random(edges) < 0.2 * dice.lognormal(-0.3, 0.6, accounts)[actor]
    rows = [(actor, day, subject, bare)]
    free = list(dice.permutation(accounts))
    for number, size in enumerate(SIZES):
        ring, free = free[:size], free[size:]
        for one in ring:
            mine = np.flatnonzero(dice.random(SHARED) < 0.9)
            when = 10 + 15 * number + dice.integers(0, 3, len(mine))
            listed = 10**9 * (number + 1) + mine
            rows.append((np.full(len(mine), one), when, listed, np.ones(len(mine), dtype=bool)))
    actor, day, subject, bare = (np.concatenate(part) for part in zip(*rows, strict=True))
    return told(actor, day, subject, bare)


def told(actor: np.ndarray, day: np.ndarray, subject: np.ndarray, bare: np.ndarray) -> pa.Table:
    """As pairs, one row an actor, day and person."""
    import duckdb

    flat = pa.table({"a": actor, "d": day, "s": subject, "u": bare.astype(np.int64)})
    return duckdb.from_arrow(flat).query("flat", f"""
        SELECT md5(a::text) AS actor, 'o' || (a // {BRANCH}) % 3 AS org, 'b' || a // {BRANCH} AS
            branch, DATE '2026-01-05' + d::int AS day, md5('s' || s) AS subject,
            count(*)::bigint AS looks, sum(u)::bigint AS unexplained, 0::bigint AS "foreign",
            (TIMESTAMP '2026-01-05 01:00' + to_days(d::int)
             + to_seconds((s * 7919 + a * 104729) % 30000)) AT TIME ZONE 'UTC' AS "first",
            'clerk' AS role, 0::bigint AS called, 0::bigint AS minors, 0::bigint AS sensitive,
            0::bigint AS resets_unexplained
        FROM flat GROUP BY a, d, s""").to_arrow_table()  # fmt: skip


def found(file: Path) -> None:
    """Finds the rings in a file of pairs, and says how long it took and what they are."""
    import pandas as pd

    from leakwatch.engine import DuckDB
    from leakwatch.features.columns import PAIRS
    from leakwatch.rings.find import Evidence, find

    engine = DuckDB()
    begun, used = time.perf_counter(), time.process_time()
    pairs = engine.keep(engine.read([str(file)], PAIRS))
    nobody = pd.DataFrame({"actor": pd.Series(dtype="str"), "p": [], "score": []})
    rings = find(Evidence(pairs, nobody))
    took, cpu = time.perf_counter() - begun, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    sizes = sorted(len(members) for members in rings.together.values())
    print(f"{took:.1f} {cpu:.1f} {most:.2f} {','.join(map(str, sizes))}")


@pytest.mark.benchmark
@pytest.mark.parametrize(
    ("accounts", "each", "people"), [(4, 6, 40), (20, 15, 600), (20, 100, 12_000)]
)
def test_dealing_nobody_a_person_twice(accounts, each, people):
    import pandas as pd

    from leakwatch.rings import dealt

    dice = np.random.default_rng(1)
    rows = {("o", "b", week, f"a{who}", f"p{int(people * dice.random() ** 1.5)}")
            for who in range(accounts) for week in range(8) for _ in range(each)}  # fmt: skip
    looks = pd.DataFrame(sorted(rows), columns=[*dealt.STRATUM, "actor", "subject"])
    used = {}
    for kind in ("as it is", "once", "as it is", "once"):
        with pytest.MonkeyPatch.context() as patch:
            if kind == "once":
                patch.setattr(dealt, "FEW", 0)
                patch.setattr(dealt, "SWAPS", 0)
            begun = time.process_time()
            dealt.chance(looks, ["a0", "a1", "a2"])
            used[kind] = min(used.get(kind, 1e9), time.process_time() - begun)
    print(f"\n{len(looks) // 8} looks a week, 8 weeks: {used['as it is']:.3f} s of processor, "
          f"{used['as it is'] / used['once']:.1f} times what dealing once takes")  # fmt: skip
    assert used["as it is"] < 12 * used["once"]


@pytest.mark.benchmark
@pytest.mark.parametrize("edges", BARS)
def test_rings_in_so_many_meetings(edges, tmp_path):
    file = tmp_path / "pairs.parquet"
    pq.write_table(meetings(edges), file)
    done = subprocess.run([sys.executable, __file__, str(file)], capture_output=True, text=True,
                          check=True)  # fmt: skip
    took, cpu, most, sizes = done.stdout.split()
    print(f"\n{edges:,} meetings: {took} s (bar {BARS[edges]} s), {cpu} s of processor, "
          f"{most} GB; rings of {sizes} accounts")  # fmt: skip
    assert sizes == ",".join(map(str, sorted(SIZES)))


if __name__ == "__main__":
    found(Path(sys.argv[1]))
