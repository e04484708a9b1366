"""The commands as a stranger types them, on files of the real formats."""

import csv
import json
import re
import subprocess
import sys
from functools import cache

import pytest

from leakwatch import events, pipeline, settings
from leakwatch.errors import ConfigError
from leakwatch.features.columns import DAYS
from leakwatch.store import users

LEAD = {
    "events": list(events.EVENTS),
    "days": [*DAYS, "score", "p"],
    "findings": ["actor", "day", "detector", "score", "p", "because"],
    "alerts": [
        "id", "actor", "org", "first", "last", "rank", "severity", "p", "detectors", "because",
        "subjects", "records", "ring", "status",
    ],
    "rings": ["ring", "p", "member", "kind", "side", "role", "because"],
    "quarantine": ["batch", "source", "file", "line", "reason"],
    "batches": ["batch", "source", "kind", "file", "rows", "events", "quarantined"],
}  # fmt: skip


def written(world, what, folder, ending):
    file = folder / f"{what}{ending}"
    done = world.leakwatch("export", what, str(file))
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture(scope="module")
def exported(world, tmp_path_factory):
    """The file of an export; each is made once, since nobody changes the world."""
    folder = tmp_path_factory.mktemp("exported")
    return cache(lambda what, ending=".csv": written(world, what, folder, ending))


def rows_of(file):
    with file.open(encoding="utf-8") as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize("what", LEAD)
def test_every_export_begins_with_the_promised_columns(exported, what) -> None:
    with exported(what).open(encoding="utf-8") as text:
        header = next(csv.reader(text))
    assert header[: len(LEAD[what])] == LEAD[what]


def test_every_file_is_accounted_for_and_nothing_is_lost(exported) -> None:
    batches = rows_of(exported("batches"))
    skipped = ("titles", "headers", "totals", "blanks", "duplicates", "dropped")
    for row in batches:
        count = {
            name: int(row[name]) for name in ("rows", "events", "quarantined", "exploded", *skipped)
        }
        left = count["events"] - count["exploded"] + count["quarantined"]
        assert count["rows"] == left + sum(count[name] for name in skipped), row["file"]
    events_there = sum(int(row["events"]) for row in batches if row["kind"] == "events")
    assert len(rows_of(exported("events"))) == events_there


def test_the_dirt_is_found_as_it_was_planted(world, exported) -> None:
    batches = {row["file"]: row for row in rows_of(exported("batches"))}
    for path, dirt in world.planted.dirt.items():
        found = batches[path.rsplit("/", 1)[-1]]
        assert int(found["quarantined"]) == dirt["broken"], path
        assert int(found["duplicates"]) == dirt["duplicates"], path
        assert int(found["titles"]) == dirt["titles"], path
        assert int(found["headers"]) == dirt["repeated_headers"], path
        assert int(found["totals"]) == dirt["totals"], path
        assert int(found["masked"]) == dirt["masked"], path
        assert int(found["events"]) == dirt["good"], path


def test_every_actor_day_is_scored_once(exported) -> None:
    days = rows_of(exported("days"))
    acted = {(row["actor"], row["clock"][:10]) for row in rows_of(exported("events"))}
    assert {(row["actor"], row["day"]) for row in days} == acted
    assert len(days) == len(acted)
    assert all(0 <= float(row["score"]) <= 1 and 0 <= float(row["p"]) <= 1 for row in days)


def test_the_planted_rings_are_found_with_their_outsiders(world, exported) -> None:
    rings = rows_of(exported("rings"))
    kinds = {"手机": "phone", "证件": "id_no", "账号": "actor"}
    for planted in world.planted.rings:
        inside = set(world.tokens("actor", *planted.inside))
        outside = {
            token
            for kind, value in planted.outside
            for token in world.tokens(kinds.get(kind, "key"), value)
        }
        names = {row["ring"] for row in rings if row["member"] in inside}
        assert len(names) == 1, planted.name
        members = {row["member"]: row["side"] for row in rings if row["ring"] in names}
        assert {member for member, side in members.items() if side == "inside"} == inside
        assert outside <= {member for member, side in members.items() if side == "outside"}


def test_rings_are_written_as_a_graph_of_their_members_and_evidence(
    world, exported, tmp_path
) -> None:
    members = rows_of(exported("rings"))
    told = json.loads(exported("rings", ".json").read_text("utf-8"))
    assert {(node["ring"], node["member"]) for node in told["nodes"]} == {
        (row["ring"], row["member"]) for row in members
    }
    assert {edge["kind"] for edge in told["edges"]} >= {"people", "link", "complaint"}
    assert b"<graphml" in exported("rings", ".graphml").read_bytes()[:200]
    refused = world.leakwatch("export", "alerts", str(tmp_path / "alerts.graphml"))
    assert refused.returncode == 2
    assert "cannot write .graphml" in refused.stderr


def test_a_ring_is_a_graph_in_a_notebook(world) -> None:
    import leakwatch

    with leakwatch.open(world.folder / "leakwatch.toml") as lw:
        rings = lw.rings()
        for name in rings["ring"].unique():
            ring = lw.ring(name)
            graph = ring.graph()
            assert set(graph) == set(rings.loc[rings["ring"] == name, "member"])
            assert graph.number_of_edges() == len(ring.evidence) > 0
        with pytest.raises(ConfigError, match="no ring is named 'R99'"):
            lw.ring("R99")


def test_departed_accounts_and_heavy_lists_have_an_alert(world, exported) -> None:
    alerted = {row["actor"] for row in rows_of(exported("alerts"))}
    leaks = [one for one in world.planted.leaks if one.kind == "departed_access"]
    assert leaks
    for leak in leaks:
        assert world.tokens("actor", f"{leak.org}/{leak.account}")[0] in alerted


def test_a_second_run_changes_nothing_and_judges_nothing(world, tmp_path) -> None:
    before = written(world, "alerts", tmp_path, ".jsonl").read_bytes()
    lake = sorted(
        (path.name, path.stat().st_mtime_ns) for path in (world.folder / "lake").rglob("*.parquet")
    )
    again = world.leakwatch("run", "--json")
    said = json.loads(again.stdout)
    assert (again.returncode, said["files"], said["judged"]) == (0, 0, False)
    assert written(world, "alerts", tmp_path, ".jsonl").read_bytes() == before
    assert lake == sorted(
        (path.name, path.stat().st_mtime_ns) for path in (world.folder / "lake").rglob("*.parquet")
    )


def test_the_demo_says_who_may_sign_in_and_nothing_else_does(world) -> None:
    kept = world.folder / "sign-in.txt"
    assert kept.stat().st_mode & 0o777 == 0o600
    told = kept.read_text(encoding="utf-8")
    assert told in world.said
    again = world.leakwatch("users", "list", "--json")
    assert [one["role"] for one in json.loads(again.stdout)] == ["admin", "investigator",
                                                                 "supervisor"]  # fmt: skip
    passwords = dict(line.split() for line in told.splitlines()[1:])
    with pipeline.stored(settings.read(world.folder / "leakwatch.toml")) as store:
        for name, password in passwords.items():
            assert users.check_password(store, name, password).role == name
    for file in ("leakwatch.toml", "leakwatch.db", "leakwatch.db-wal"):
        data = (world.folder / file).read_bytes() if (world.folder / file).exists() else b""
        assert not any(password.encode() in data for password in passwords.values())


def test_no_identifier_of_the_logs_leaves(world, exported) -> None:
    """Phones, ID numbers, accounts and names of the raw files stand in no export, table or log."""
    raw = {"phone": set(), "id": set()}
    for path in world.planted.dirt:
        data = (world.folder / path).read_bytes()
        if path.endswith(".gz"):
            import gzip

            data = gzip.decompress(data)
        raw["phone"] |= set(re.findall(rb"(?<!\d)100\d{8}(?!\d)", data))
        raw["id"] |= set(re.findall(rb"(?<!\d)\d{17}[\dX](?!\d)", data))
    assert len(raw["phone"]) > 1000
    assert len(raw["id"]) > 100
    accounts = b"|".join(sorted({leak.account.encode() for leak in world.planted.leaks}))
    named = re.compile(rb"\b(?:" + accounts + rb")\b")
    said = world.said.partition("planted leaks")[0].encode()
    texts = [exported(what).read_bytes() for what in LEAD] + [said]
    for text in texts:
        assert not raw["phone"] & set(re.findall(rb"(?<!\d)100\d{8}(?!\d)", text))
        assert not raw["id"] & set(re.findall(rb"(?<!\d)\d{17}[\dX](?!\d)", text))
        assert not named.search(text)
    store = (world.folder / "leakwatch.db").read_bytes()
    assert not raw["phone"] & set(re.findall(rb"(?=(100\d{8}))", store))


def test_tokens_are_the_same_on_every_way_in(world) -> None:
    assert world.tokens("phone", "10000000001", "+86 100-0000-0001", "8610000000001")[0:3] == (
        world.tokens("phone", "１0000000001") * 3
    )
    one = world.leakwatch("token", "actor", "carrier/A1023").stdout.strip()
    assert re.fullmatch(r"[0-9a-f]{32}", one)
    assert world.leakwatch("token", "actor", "A1023").returncode == 2


def test_help_answers_without_loading_what_is_slow() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "leakwatch", "--help"], capture_output=True, check=True
    )
    assert b"ingest" in done.stdout
    heavy = "('ibis', 'pandas', 'pyod', 'sqlalchemy', 'pyarrow')"
    loaded = f"import sys, leakwatch.cli; print([m for m in {heavy} if m in sys.modules])"
    seen = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert seen.stdout.strip() == "[]"
