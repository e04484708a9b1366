"""What goes wrong is one line that says what, where and what next; never a stack trace."""

import shutil

import pytest


@pytest.fixture(scope="module")
def first(typed, tmp_path_factory):
    """A folder as `leakwatch init` leaves it; each test has a copy."""
    folder = tmp_path_factory.mktemp("first")
    done = typed("init", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def begun(first, tmp_path):
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    (tmp_path / "logs").mkdir()
    return tmp_path


@pytest.fixture
def run(typed):
    """A command, `leakwatch run` unless told, with these settings."""

    def done(folder, sections, *words):
        (folder / "leakwatch.toml").write_text(sections, encoding="utf-8")
        return typed(*(words or ("run",)), "--settings", str(folder / "leakwatch.toml"))

    return done


SOURCE = '[sources.crm]\nconnector = "telecom_crm"\npath = "logs/*.csv"\norg = "c"\n'
HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码\n"
GOOD = "A1,B1,2026-03-07 09:00:00,机主信息查询,10000000001\n"


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ("[sources.crm]\nconector = 'telecom_crm'\npath = 'x'\n", ["leakwatch.toml:2", "conector"]),
        ("[organisation]\nzone = 'Mars/Base'\n", ["Mars/Base"]),
        ("[sources.a]\nconnector = 'nothing'\npath = 'x'\n", ["nothing", "telecom_crm"]),
        ("[sources.a]\nconnector = 'staff'\npath = 'x'\n", ["[context.a]"]),
        ("[detect.detectors.nothing]\nlimit = 3\n", ["nothing"]),
        ("[detect.detectors.bulk_lookup]\nnothing = 3\n", ["bulk_lookup", "nothing"]),
        ("[[[", ["not TOML"]),
        ("[engine]\nname = 'oracle'\n", ["oracle", "duckdb"]),
    ],
)
def test_settings_that_are_wrong_are_named(begun, run, sections, words) -> None:
    (begun / "logs" / "a.csv").write_text(HEADER + GOOD, encoding="utf-8")
    done = run(begun, sections + ("" if "sources" in sections else SOURCE))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", ["a.csv", "empty"]),
        ("a.csv", "工号,操作时间,业务类型,查询号码\n".encode(), ["营业厅编码"]),
        ("a.csv", (HEADER + GOOD).encode("utf-8") + b"A1,B1,\xff\xff\xff,x,1\n", ["byte"]),
        ("a.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc", ["a.csv.gz"]),
        ("b.txt", b"x", ["no file matches"]),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_the_rest_goes_on(
    begun, run, name, content, words
) -> None:
    (begun / "logs" / name).write_bytes(content)
    (begun / "more.csv").write_text(HEADER + GOOD, encoding="utf-8")
    source = SOURCE.replace("*.csv", "*.csv*")
    other = SOURCE.replace("sources.crm", "sources.more").replace("logs/*.csv", "more.csv")
    done = run(begun, source + other, "ingest")
    assert done.returncode == 1
    refused, quiet = done.stderr.strip().splitlines()
    for word in words:
        assert word in refused
    assert quiet == "warning: feed crm: no event yet"
    assert "more.csv" in done.stdout


def test_a_key_file_that_anyone_may_read_is_refused(begun, run) -> None:
    (begun / "leakwatch.key").chmod(0o644)
    done = run(begun, SOURCE)
    assert done.returncode == 2
    assert "chmod 600" in done.stderr


def test_another_key_than_the_lakes_is_refused(begun, run, typed) -> None:
    (begun / "logs" / "a.csv").write_text(HEADER + GOOD, encoding="utf-8")
    assert run(begun, SOURCE, "ingest").returncode == 0
    (begun / "leakwatch.key").unlink()
    other = begun / "other"
    assert typed("init", str(other)).returncode == 0
    shutil.copy(other / "leakwatch.key", begun / "leakwatch.key")
    done = run(begun, SOURCE, "ingest")
    assert done.returncode == 2
    assert "another key" in done.stderr


def test_init_keeps_what_is_there(begun, typed) -> None:
    key, settings = (begun / "leakwatch.key").read_bytes(), "[organisation]\nname = 'mine'\n"
    (begun / "leakwatch.toml").write_text(settings, encoding="utf-8")
    assert typed("init", str(begun)).returncode == 0
    assert (begun / "leakwatch.key").read_bytes() == key
    assert (begun / "leakwatch.toml").read_text(encoding="utf-8") == settings
    assert (begun / "leakwatch.key").stat().st_mode & 0o777 == 0o600


def test_bad_words_on_the_command_line_are_named(begun, typed) -> None:
    for words in (
        ("export", "nothing", "x.csv"),
        ("export", "alerts", "x.doc"),
        ("token", "no", "1"),
    ):
        done = typed(*words, "--settings", str(begun / "leakwatch.toml"))
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_at_all_is_no_error(begun, run) -> None:
    done = run(begun, "")
    assert done.returncode == 0, done.stderr
