"""What is looked at: near misses are well, and whatever is not says what to do."""

from datetime import UTC, datetime, timedelta

import pytest

from leakwatch import backup, pipeline, tokens
from leakwatch.health import Grounds, ready
from leakwatch.store import database, leases, migrations, pauses, trail, windows
from leakwatch.store.deliveries import Delivery
from leakwatch.store.trail import Deed

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
MARK = "0" * 64
ALL = ["store", "lake", "key", "room", "scheduler", "jobs", "feeds", "messages", "backup", "trail"]


def test_a_fresh_house_is_well_but_that_nobody_leads(minded):
    found = minded.looks()
    assert list(found) == ALL
    assert [name for name, check in found.items() if not check.ok] == ["scheduler"]


def test_with_a_leader_all_is_well(minded):
    minded.leads()
    assert all(check.ok for check in minded.looks(datetime.now(UTC)).values())
    assert "number 1" in minded.look("scheduler", datetime.now(UTC)).said


@pytest.mark.parametrize(("still", "ok"), [(0, True), (119, True), (121, False), (9999, False)])
def test_a_leader_that_does_not_beat_does_not_lead(minded, still, ok):
    minded.leads()
    seen = leases.look(minded.store, "scheduler").seen
    assert minded.look("scheduler", seen + timedelta(seconds=still)).ok == ok


def test_a_lease_let_go_is_nobodys(minded):
    leases.release(minded.store, minded.leads())
    assert minded.look("scheduler").said == "nobody leads"


def test_settings_that_cannot_be_read_are_all_that_is_said(minded):
    (minded.house.path / "leakwatch.toml").write_text("[organisation\n")
    assert list(minded.looks()) == ["settings"]
    assert "leakwatch.toml" in minded.look("settings").said


def test_without_its_lake_nothing_is_well_and_nothing_is_made(minded):
    lake = minded.house.path / "lake"
    lake.rename(minded.house.path / "elsewhere")
    found = minded.looks()
    assert [name for name, check in found.items() if not check.ok] == ["lake", "key"]
    assert not lake.exists()
    assert "mounted" in found["lake"].next


def test_a_store_that_is_gone_is_not_made_anew(house, tmp_path):
    assert house.settings
    with Grounds(house.path / "leakwatch.toml") as grounds:
        found = {check.name: check for check in ready(grounds)}
    assert "there is no store" in found["store"].said
    assert not (tmp_path / "leakwatch.db").exists()


def test_a_store_that_is_behind_is_told_and_left_as_it_is(minded):
    engine = database._engine(pipeline.address(minded.house.settings))
    with engine.begin() as connection:
        migrations.downgrade(connection, "0009")
    with minded.grounds:
        found = minded.look("store")
    assert "schema 0009" in found.said
    assert "upgrades" in found.next
    assert database._version(engine) == "0009"
    engine.dispose()


def test_a_store_named_by_a_variable_is_looked_for_where_it_is(minded, monkeypatch):
    monkeypatch.setenv("STORE_FOLDER", str(minded.house.path))
    minded.house.toml = minded.house.toml.replace("sqlite:///", "sqlite:///${STORE_FOLDER}/")
    assert minded.house.settings
    assert minded.look("store").ok
    assert "store" in minded.look("room").said
    monkeypatch.setenv("STORE_FOLDER", str(minded.house.path / "none"))
    assert str(minded.house.path / "none") in minded.look("store").said


def test_a_database_that_does_not_answer_is_told_with_its_place_and_no_password(house):
    house.toml = '[store]\nurl = "postgresql+psycopg://clerk:${PG_WORD}@127.0.0.1:1/leakwatch"\n'
    assert house.settings
    with pytest.MonkeyPatch.context() as patch, Grounds(house.path / "leakwatch.toml") as grounds:
        patch.setenv("PG_WORD", "hunter2")
        [found] = [check for check in ready(grounds) if check.name == "store"]
    assert not found.ok
    assert "127.0.0.1" in found.said
    assert "hunter2" not in found.said + found.next


def test_another_key_than_the_lakes_is_told(minded):
    (minded.house.path / "leakwatch.key").unlink()
    assert "no key file" in minded.look("key").said
    tokens.new(minded.house.path / "leakwatch.key")
    assert "another key" in minded.look("key").said


def test_a_lake_of_a_newer_program_is_told(minded):
    (minded.house.path / "lake" / "layout.mark").write_text("99\n")
    assert "layout" in minded.look("lake").said


def test_a_table_whose_log_is_torn_is_told(minded):
    log = minded.house.path / "lake" / "events" / "_delta_log"
    log.mkdir(parents=True)
    (log / f"{0:020}.json").write_text('{"metaData": half')
    assert "cannot be read" in minded.look("lake").said


@pytest.mark.parametrize(("least", "ok"), [("1MB", True), ("0.5GB", True), ("900000TB", False)])
def test_a_disk_is_full_before_it_is(minded, least, ok):
    minded.set(f'[watch]\nleast_free = "{least}"\n')
    assert minded.look("room").ok == ok


@pytest.mark.parametrize(
    ("minutes", "state", "ok"),
    [
        (-5, "waiting", True), (59, "waiting", True), (61, "waiting", False),
        (61, "running", False), (61, "done", True), (5, "failed", False),
    ],
)  # fmt: skip
def test_a_job_is_late_by_the_settings_and_failing_at_once(minded, minutes, state, ok):
    windows.add(minded.store, "detect", [NOW - timedelta(minutes=minutes)], MARK)
    with minded.store.writing() as session:
        session.get(windows.Window, 1).state = state
    assert minded.look("jobs").ok == ok


def test_a_late_job_that_pauses_is_meant_to_be(minded):
    windows.add(minded.store, "rings", [NOW - timedelta(days=2)], MARK)
    with minded.store.writing() as session:
        pauses.pause(session, "rings", who="lin", reason="new CRM")
    assert minded.look("jobs").ok
    assert "rings" in minded.look("jobs").said


def test_a_range_of_the_past_that_somebody_asks_for_is_not_late(minded):
    windows.add(minded.store, "detect", [NOW - timedelta(days=30)], MARK, asked_by="lin")
    assert minded.look("jobs").ok


def test_a_source_that_never_came_is_told(minded):
    minded.set('[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\n')
    assert "crm never said anything" in minded.look("feeds").said


def test_a_source_is_silent_as_of_today_and_not_while_it_speaks(minded, look):
    minded.set('[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\nevery = "1d"\n')
    for day in range(1, 11):
        rows = [look(n, at=f"2026-03-{day:02} 09:{n % 60:02}:00") for n in range(40)]
        minded.house.crm(f"crm{day}.csv", *rows)
    with minded.opened() as opened:
        pipeline.ingest(opened)
        pipeline.feeds(opened)
    assert minded.look("feeds").ok
    late = minded.look("feeds", NOW + timedelta(days=6))
    assert "crm is silent since 2026-03-1" in late.said


@pytest.mark.parametrize(
    ("state", "days", "ok"),
    [("sent", 1, True), ("waiting", 1, True), ("given_up", 1, False), ("given_up", 8, True)],
)
def test_messages_that_nobody_got_are_told_for_a_week(minded, state, days, ok):
    with minded.store.writing() as session:
        session.add(
            Delivery(about="job detect", channel="ops", kind="job", subject="", body="",
                     made=NOW - timedelta(days=days), state=state, attempts=1, unsure=False)
        )  # fmt: skip
    assert minded.look("messages").ok == ok


def test_a_backup_may_be_missed_once(minded):
    minded.set('[backup]\npath = "backups"\n[schedule]\nbackup = "0 4 * * *"\n')
    assert "none in" in minded.look("backup").said
    with minded.opened() as opened:
        backup.make(opened.settings, opened.lake, opened.store, NOW)
    # another house's in the same folder is none of ours
    other = minded.house.path / "backups" / "2099-01-01T00-00-00Z-12345678"
    other.mkdir()
    (other / "manifest.json").write_text("{}")
    assert minded.look("backup").ok
    assert minded.look("backup", NOW + timedelta(hours=24)).ok
    assert not minded.look("backup", NOW + timedelta(hours=48)).ok


def noted(opened, alert):
    with opened.store.writing() as session:
        trail.note(session, "lin", Deed.VIEWED, alert)


def test_a_trail_that_was_cut_is_told(minded):
    with minded.opened() as opened:
        noted(opened, "A1")
    minded.grounds.close()
    before = (minded.house.path / "leakwatch.db").read_bytes()
    with minded.opened() as opened:
        noted(opened, "A2")
    assert minded.look("trail").said.startswith("2 entries")
    minded.grounds.close()
    (minded.house.path / "leakwatch.db").write_bytes(before)
    assert "does not go on" in minded.look("trail").said


def test_a_mark_that_is_gone_is_told(minded):
    with minded.opened() as opened:
        noted(opened, "A1")
    (minded.house.path / "lake" / "trail.mark").unlink()
    assert "mark is gone" in minded.look("trail").said


def test_a_file_of_the_lake_that_is_gone_is_told(minded, look):
    minded.set('[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\n')
    minded.house.crm("crm.csv", look(1))
    with minded.opened() as opened:
        pipeline.ingest(opened)
    assert minded.look("feeds").ok
    for file in (minded.house.path / "lake" / "batches").glob("*.parquet"):
        file.unlink()
    assert "cannot be read" in minded.look("feeds").said
