"""What is backed up comes back, in either database; nothing half is ever taken for whole."""

import errno
import json
import multiprocessing
import os
import resource
import shutil
import signal
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from leakwatch import alerts, backup, pipeline, settings, tokens
from leakwatch.backup import copying, making, manifest, restoring
from leakwatch.errors import ConfigError, LeakwatchError, SourceError
from leakwatch.export import TABLES, export
from leakwatch.store import database, matters, portable, trail

CARRIER = (Path(__file__).parents[1] / "carrier.toml").read_text(encoding="utf-8")
TOML = f"""{CARRIER}
[detect]
only = ["departed_access"]
[backup]
path = "backups"
keep = 2
[store]
"""
HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码,工单号\n"
STAFF = """工号,姓名,岗位,机构,证件号,手机,入职日期,离职日期,状态
A0,,客服,B,,,,2026-03-02,
A1,,客服,B,,,,2026-03-03,
"""
FIRST = date(2026, 3, 2)
FORKS = multiprocessing.get_context("forkserver")
pytestmark = pytest.mark.usefixtures("forks")
NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


def log(folder, number):
    """A day's log; A0 and A1 have left."""
    lines = []
    for clerk in range(6):
        for look in range(6 + (number + clerk) % 4):
            at = f"{FIRST + timedelta(days=number)} 09:{look:02}:00"
            person = 10_000_000_000 + (7919 * (number * 97 + clerk * 31 + look)) % 9000
            lines.append(f"A{clerk},B,{at},机主信息查询,{person},\n")
    (folder / f"crm_{number:02}.csv").write_text(HEADER + "".join(lines), encoding="utf-8")


@dataclass
class World:
    folder: Path

    def read(self, url=""):
        said = f'url = "{url}"\n' if url else ""
        (self.folder / "leakwatch.toml").write_text(TOML + said, encoding="utf-8")
        return settings.read(self.folder / "leakwatch.toml")

    def opened(self, url=""):
        return pipeline.opened(self.read(url))

    @property
    def key(self):
        return tokens.load(self.read())

    def backup(self, now=NOW, url="", folder=None):
        with self.opened(url) as house:
            return backup.make(house.settings, house.lake, house.store, now, folder)

    def restore(self, url="", *, over=False, folder=None):
        said = self.read(url)
        place = folder or self.folder / "backups"
        return backup.restore(said, pipeline.address(said), place, NOW, over=over)

    def destroy(self):
        shutil.rmtree(self.folder / "lake")
        for place in self.folder.glob("leakwatch.db*"):
            place.unlink()

    def exports(self, url=""):
        """Every export, byte for byte; the trail without what came of the restore itself."""
        found = {}
        with self.opened(url) as house:
            for what in TABLES:
                place = self.folder / f"export_{what}.jsonl"
                export(what, place, house.lake, house.store, who="w")
                found[what] = place.read_bytes()
        return found


@pytest.fixture(scope="session")
def judged(tmp_path_factory):
    world = World(tmp_path_factory.mktemp("judged"))
    tokens.new(world.folder / "leakwatch.key")
    (world.folder / "staff.txt").write_text(STAFF, encoding="utf-8")
    for number in range(6):
        log(world.folder, number)
    with world.opened() as house:
        raised = pipeline.run(house).raised
        alerts.decide(house.store, raised.opened[0], "confirmed", who="w", reason="有问题 =1")
        with house.store.writing() as session:
            matter = matters.open_matter(session, "leak", "w")
            matters.hold(session, matter, raised.opened[0], "w", "r")
    return world


@pytest.fixture
def world(judged, tmp_path):
    shutil.copytree(judged.folder, tmp_path / "world")
    return World(tmp_path / "world")


def content(folder):
    return {str(place.relative_to(folder)): place.read_bytes()
            for place in sorted(folder.rglob("*")) if place.is_file()}  # fmt: skip


def state(world, url=""):
    """All that a restore may change: the lake and the store."""
    with database.open(url or f"sqlite:///{world.folder}/leakwatch.db") as kept:
        store = {name: [*lines] for name, lines in portable.dump(kept) if name != "turns"}
    return content(world.folder / "lake"), store


def test_what_was_destroyed_comes_back_in_the_other_database(world, postgres):
    before = world.exports()
    made = world.backup()
    world.destroy()
    done = world.restore(postgres)
    assert (done.files, done.rows) == (made.files, made.rows)
    after = world.exports(postgres)
    for what in TABLES:
        if what == "trail":
            assert after[what].startswith(before[what])
        else:
            assert after[what] == before[what], what
    with world.opened(postgres) as house:
        again = pipeline.run(house)
        assert (again.ingested.batches, again.days, again.detected) == ([], 0, None)
        # numbers go on behind those that are taken
        alerts.decide(house.store, alerts.table(house.store)["id"][1], "dismissed", who="w",
                      reason="r")  # fmt: skip
        with house.store.reading() as session:
            assert "restored" in [one.what for one in trail.rows(session)]
    # and back into the first
    made = world.backup(NOW + timedelta(hours=1), postgres)
    kept = world.exports(postgres)
    world.destroy()
    world.restore()
    assert world.exports()["alerts"] == kept["alerts"]


def test_the_next_backup_takes_what_is_new_only(world):
    first, second = world.backup(), None
    log(world.folder, 9)
    with world.opened() as house:
        pipeline.run(house)
    second = world.backup(NOW + timedelta(days=1))
    assert first.linked == 0
    assert second.linked > first.files / 2
    one, two = (Path(made.folder) for made in (first, second))
    [same] = (one / "lake/events").glob("day=2026-03-02/*.parquet")
    assert (two / same.relative_to(one)).samefile(same)
    # no file of a backup is one of the lake
    assert not any(place.samefile(world.folder / place.relative_to(one))
                   for place in one.glob("lake/events/*/*.parquet"))  # fmt: skip
    # each is whole without the other
    shutil.rmtree(one)
    manifest.verify(two, manifest.read(two))


def test_a_file_of_an_earlier_backup_that_went_bad_is_in_no_other(world):
    first = Path(world.backup().folder)
    *bad, sound = sorted(first.glob("lake/events/*/*.parquet"))
    for place, spoil in zip(bad, DAMAGE.values(), strict=False):
        spoil(place)
    # of another time, and whole: as copies of backups are
    os.utime(sound, (1, 1))
    made = world.backup(NOW + timedelta(days=1))
    second = Path(made.folder)
    manifest.verify(second, manifest.read(second))
    assert (second / sound.relative_to(first)).samefile(sound)


def test_a_backup_whose_manifest_is_damaged_keeps_no_other_from_being_made(world):
    for days, linked in ((0, False), (1, True), (2, True)):
        made = world.backup(NOW + timedelta(days=days))
        assert bool(made.linked) == linked
        if days:
            DAMAGE["cut"](Path(made.folder) / "manifest.json")
    # and where none can be read
    for place in (world.folder / "backups").glob("*/manifest.json"):
        place.write_text("")
    made = world.backup(NOW + timedelta(days=3))
    assert made.linked == 0
    manifest.verify(Path(made.folder), manifest.read(Path(made.folder)))


def test_old_backups_go_and_half_ones_too(world):
    for days in range(4):
        (world.folder / "backups").mkdir(exist_ok=True)
        made = world.backup(NOW + timedelta(days=days))
        left = Path(made.folder + ".part")
        left.mkdir()
    names = sorted(place.name for place in (world.folder / "backups").iterdir())
    assert [name[:10] for name in names] == ["2026-11-25", "2026-11-26", "2026-11-26"]
    assert made.dropped == 1


def test_an_old_one_that_may_not_be_deleted_is_one_line_and_the_new_one_is_whole(
    world, monkeypatch
):
    for days in range(2):
        world.backup(NOW + timedelta(days=days))
    rename = Path.rename

    def refused(place, to):
        if place.name.startswith("2026-11-23") and not place.name.endswith(".part"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))
        return rename(place, to)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(SourceError, match="is made, an old one cannot be deleted: Permission"):
        world.backup(NOW + timedelta(days=2))
    wholes = manifest.wholes(world.folder / "backups", world.key.mark)
    assert [place.name[:10] for place in wholes] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    monkeypatch.undo()
    assert world.backup(NOW + timedelta(days=3)).dropped == 2


def test_another_house_in_the_same_folder_is_left_alone(world):
    # the name of another key's, and newer than all of ours
    other = world.folder / "backups" / "2099-01-01T00-00-00Z-12345678"
    other.mkdir(parents=True)
    (other / "manifest.json").write_text("{}")
    with pytest.raises(ConfigError, match=r"no whole backup lies here of the key of mark"):
        world.restore(over=True)
    for days in range(4):
        made = world.backup(NOW + timedelta(days=days))
    assert other.exists()
    assert world.restore(over=True).backup == made.folder


def test_the_key_is_in_no_backup(world):
    made = Path(world.backup().folder)
    secret = (world.folder / "leakwatch.key").read_text().split()[-1].encode()
    assert not [name for name, said in content(made).items() if secret in said]
    assert made.stat().st_mode & 0o077 == 0


def test_a_restore_refuses_another_key_and_changes_nothing(world):
    made = Path(world.backup().folder)
    (world.folder / "leakwatch.key").unlink()
    tokens.new(world.folder / "leakwatch.key")
    before = state(world)
    with pytest.raises(ConfigError, match=r"made with the key of mark [0-9a-f]{32}, this is"):
        world.restore(over=True, folder=made)
    assert state(world) == before


def test_a_restore_refuses_a_newer_store(world):
    made = Path(world.backup().folder)
    said = json.loads((made / "manifest.json").read_text())
    found = manifest.read(made)
    said["schema"] = "9999"
    import msgspec

    msgspec.convert(said, manifest.Manifest, strict=False).write(made)
    with pytest.raises(ConfigError, match=f"schema 9999, this program knows {found.schema}"):
        world.restore(over=True)


def test_a_restore_refuses_what_is_not_empty(world):
    world.backup()
    before = state(world)
    with pytest.raises(ConfigError, match="lake: not empty; `--over`"):
        world.restore()
    shutil.move(world.folder / "lake", world.folder / "elsewhere")
    with pytest.raises(ConfigError, match=r"\[store\] url: not empty; `--over`"):
        world.restore()
    shutil.rmtree(world.folder / "lake")
    shutil.move(world.folder / "elsewhere", world.folder / "lake")
    assert state(world) == before


def test_over_puts_the_backup_in_the_place_of_what_is_there(world):
    before = world.exports()["alerts"]
    world.backup()
    log(world.folder, 11)
    with world.opened() as house:
        pipeline.run(house)
    world.restore(over=True)
    assert world.exports()["alerts"] == before


DAMAGE = {
    "changed": lambda place: place.write_bytes(place.read_bytes()[:-1] + b"!"),
    "cut": lambda place: place.write_bytes(place.read_bytes()[:-5]),
    "gone": lambda place: place.unlink(),
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("which", ["lake/events/*/*.parquet", "store/alerts.*", "manifest.json"])
def test_a_damaged_backup_is_refused_by_the_name_of_its_file(world, which, how):
    made = Path(world.backup().folder)
    place = next(made.glob(which))
    DAMAGE[how](place)
    before = state(world)
    name = "no whole backup" if (which, how) == ("manifest.json", "gone") else place.name
    with pytest.raises(ConfigError, match=name):
        world.restore(over=True, folder=made)
    assert state(world) == before


@pytest.mark.parametrize("path", ["../../outside", "/etc/passwd"])
def test_a_file_outside_is_refused(world, path):
    made = Path(world.backup().folder)
    found = manifest.read(made)
    import msgspec

    one = msgspec.structs.replace(found.files[0], path=path)
    msgspec.structs.replace(found, files=(one,)).write(made)
    with pytest.raises(ConfigError, match="lies outside the backup"):
        world.restore(over=True)


def test_no_backup_is_made_in_the_lake_or_nowhere(world):
    with pytest.raises(ConfigError, match="a backup in the lake it is of"):
        world.backup(folder=world.folder / "lake" / "here")
    with world.opened() as house, pytest.raises(ConfigError, match="no folder for backups"):
        backup.make(settings.Settings(), house.lake, house.store, NOW)


def test_nothing_to_restore_is_one_line(world):
    (world.folder / "backups").mkdir()
    with pytest.raises(ConfigError, match="no whole backup lies here"):
        world.restore()


def test_while_a_run_is_at_work_there_is_no_backup(world):
    with world.opened() as house, house.lake.locked(), pytest.raises(SourceError, match="at work"):
        world.backup()


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str


def doing(folder, what, name, at, limit, told):
    """A backup or a restore that is killed at a call, or may write no file longer than this."""
    said = settings.read(folder / "leakwatch.toml")
    now = datetime(2026, 11, 24, tzinfo=UTC)
    try:
        if what == "backup":
            with pipeline.opened(said) as house:
                limited(name, at, limit)
                backup.make(said, house.lake, house.store, now)
        else:
            limited(name, at, limit)
            backup.restore(said, pipeline.address(said), folder / "backups", now, over=True)
    except LeakwatchError as error:
        told.send(f"{error}\n")


def limited(name, at, limit):
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    if name:
        owner, _, function = name.partition(".")
        place = OWNERS[owner]
        real, calls = getattr(place, function), count(1)

        def call(*given, **more):
            if next(calls) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **more)

        setattr(place, function, call)


#: what somebody may be killed in
OWNERS = {"Path": Path, "copying": copying, "making": making, "portable": portable,
          "restoring": restoring}  # fmt: skip


def process(world, what, killed="", at=0, limit=0):
    world.read()
    hears, tells = FORKS.Pipe(duplex=False)
    child = FORKS.Process(target=doing, args=(world.folder, what, killed, at, limit, tells))
    child.start()
    tells.close()
    child.join()
    with suppress(EOFError):
        return Done(child.exitcode, hears.recv())
    return Done(child.exitcode, "")


@pytest.mark.parametrize(
    ("killed", "at"),
    [("copying.copied", 1), ("copying.packed", 4), ("making._finish", 1), ("Path.rename", 1)],
)
def test_a_killed_backup_is_never_taken_for_whole(world, killed, at):
    whole = world.backup()
    assert process(world, "backup", killed, at).returncode == -signal.SIGKILL
    assert restoring._chosen(world.folder / "backups", world.key) == Path(whole.folder)
    made = world.backup(NOW + timedelta(days=3))
    assert not list((world.folder / "backups").glob("*.part"))
    manifest.verify(Path(made.folder), manifest.read(Path(made.folder)))


@pytest.mark.parametrize(
    ("killed", "at"),
    [("copying.copied", 9), ("portable._fill", 5), ("restoring._turn", 1),
     ("Path.rename", 4), ("restoring._noted", 1)],
)  # fmt: skip
def test_a_killed_restore_changes_nothing_or_refuses_to_go_on(world, killed, at):
    wanted = world.exports()["alerts"]
    world.backup()
    with world.opened() as house:
        alerts.decide(house.store, alerts.table(house.store)["id"][1], "dismissed", who="w",
                      reason="r")  # fmt: skip
    before = world.exports()["alerts"]
    assert before != wanted
    assert process(world, "restore", killed, at).returncode == -signal.SIGKILL
    if (world.folder / "lake" / "restoring").exists():
        with pytest.raises(ConfigError, match="a restore was broken off"):
            world.exports()
    else:
        assert world.exports()["alerts"] == (wanted if "noted" in killed else before)
    world.restore(over=True)
    assert world.exports()["alerts"] == wanted


@pytest.mark.parametrize("what", ["backup", "restore"])
def test_a_full_disk_is_one_line_and_nothing_is_changed(world, what):
    world.backup()
    before = state(world)
    done = process(world, what, limit=3000)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    assert "make room" in done.stdout
    assert state(world) == before
    assert len(manifest.wholes(world.folder / "backups", world.key.mark)) == 1


def test_a_backup_on_another_file_system(world):
    memory = Path("/dev/shm")
    elsewhere = memory / f"leakwatch-{os.getpid()}"
    if not memory.is_dir() or memory.stat().st_dev == world.folder.stat().st_dev:
        pytest.skip("no other file system here")
    try:
        before = world.exports()["days"]
        world.backup(folder=elsewhere)
        world.destroy()
        world.restore(folder=elsewhere)
        assert world.exports()["days"] == before
    finally:
        shutil.rmtree(elsewhere, ignore_errors=True)


def test_where_there_are_no_links_files_are_copied(world, monkeypatch):
    world.backup()

    def refused(*_):
        raise OSError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    made = world.backup(NOW + timedelta(days=1))
    assert made.linked == 0
    manifest.verify(Path(made.folder), manifest.read(Path(made.folder)))
