"""`leakwatch trace`: from a leaked list to the account it was taken with."""

import csv
import io
import json
import re

import pytest

COLUMNS = ["rank", "actor", "org", "covered", "of", "expected", "p", "share"]
HEADER = "证件号,手机,业务键,发现时间,来源\n"
FOUND = "2026-05-01 20:15:00"


def looked_up(world, account, first, last):
    """Phones an account of the carrier looked up in these days, from the raw logs."""
    found = []
    for path in sorted((world.folder / "logs" / "carrier").glob("crm_*.csv")):
        day = re.search(r"\d{8}", path.name)[0]
        if f"{first:%Y%m%d}" <= day <= f"{last:%Y%m%d}":
            for line in path.read_bytes().splitlines():
                if line.startswith(account.encode()):
                    found += re.findall(rb"(?<!\d)100\d{8}(?!\d)", line)[:1]
    return [phone.decode() for phone in dict.fromkeys(found)]


def traced(world, tmp_path, phones, *words):
    path = tmp_path / "sample.csv"
    path.write_text(HEADER + "".join(f",{phone},,{FOUND},群聊\n" for phone in phones), "utf-8")
    return world.leakwatch("trace", str(path), *words)


@pytest.fixture(scope="module")
def leaks(world):
    """A few carriers' leaks: the account's token and the phones."""
    chosen = [one for one in world.planted.leaks
              if one.org == "carrier" and one.kind in ("bulk_lookup", "no_case")]  # fmt: skip
    assert len(chosen) >= 3
    chosen = chosen[:2]
    return {
        world.tokens("actor", f"carrier/{one.account}")[0]:
            looked_up(world, one.account, one.first, one.last)
        for one in chosen
    }  # fmt: skip


def test_the_account_it_was_taken_with_is_first(world, leaks, tmp_path):
    for actor, phones in leaks.items():
        done = traced(world, tmp_path, phones[:60])
        assert done.returncode == 0, done.stderr
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        assert list(rows[0])[: len(COLUMNS)] == COLUMNS
        assert [row["rank"] for row in rows] == [str(n + 1) for n in range(len(rows))]
        assert (rows[0]["actor"], rows[0]["org"]) == (actor, "carrier")
        assert float(rows[0]["share"]) > 0.9
        assert float(rows[0]["p"]) < 1e-6
        assert {float(row["share"]) for row in rows[1:]} == {0.0}


def test_of_a_list_from_two_accounts_both_come_first_with_their_shares(world, leaks, tmp_path):
    (one, ours), (two, theirs) = list(leaks.items())[:2]
    both = list(dict.fromkeys([*ours[:60], *theirs[:40]]))
    rows = json.loads(traced(world, tmp_path, both, "--json").stdout)
    assert {row["actor"] for row in rows[:2]} == {one, two}
    share = {row["actor"]: row["share"] for row in rows}
    assert (share[one], share[two]) == pytest.approx((0.6, 0.4), abs=0.08)
    assert sum(share.values()) <= 1


def test_the_sources_of_every_planted_sample_come_first(world):
    planted = [one for one in world.planted.samples if one.sources]
    assert planted
    for one in planted:
        done = world.leakwatch("trace", str(world.folder / one.file))
        first = [row["actor"] for row in csv.DictReader(io.StringIO(done.stdout))]
        assert set(first[: len(one.sources)]) == set(world.tokens("actor", *one.sources)), one.file


def test_people_of_no_account_are_nobodys_and_so_said(world, tmp_path):
    phones = set()
    for path in (world.folder / "logs" / "carrier").glob("crm_*.csv"):
        phones |= set(re.findall(rb"(?<!\d)100\d{8}(?!\d)", path.read_bytes()))
    every = [phone.decode() for phone in sorted(phones)]
    done = traced(world, tmp_path, every[:: len(every) // 80])
    assert (done.returncode, "no account stands out" in done.stderr) == (0, True)
    assert {row["share"] for row in csv.DictReader(io.StringIO(done.stdout))} == {"0.0"}


def test_nothing_of_the_sample_is_kept_or_printed(world, leaks, tmp_path):
    phones = next(iter(leaks.values()))[:20]
    kept = {path: path.stat().st_mtime_ns for path in (world.folder / "lake").rglob("*.parquet")}
    done = traced(world, tmp_path, phones)
    assert not any(phone in done.stdout + done.stderr for phone in phones)
    assert kept == {
        path: path.stat().st_mtime_ns for path in (world.folder / "lake").rglob("*.parquet")
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, ["cannot be read"]),
        (b"", ["empty"]),
        ("证件号,手机\n1,2\n".encode(), ["发现时间"]),
        ((HEADER + ",,,2026-03-07,\n").encode(), ["names anybody", "业务键"]),
        ((HEADER + ",19900000001,,2026-03-07,\n").encode(), ["ever looked up", "leakwatch run"]),
    ],
)
def test_what_cannot_be_traced_is_one_line_that_says_what_to_do(world, tmp_path, content, words):
    path = tmp_path / "sample.csv"
    if content is not None:
        path.write_bytes(content)
    done = world.leakwatch("trace", str(path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "sample.csv" in done.stderr
    for word in words:
        assert word in done.stderr
