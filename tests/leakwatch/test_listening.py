"""`[watch]`: addresses and sizes, and what is neither."""

import pytest

from leakwatch import settings
from leakwatch.errors import ConfigError
from leakwatch.listening import Watch, address


def read(folder, line):
    place = folder / "leakwatch.toml"
    place.write_text(f"[watch]\n{line}\n")
    return settings.read(place).watch


@pytest.mark.parametrize(
    ("size", "count"),
    [("2GB", 2 * 10**9), ("0.5 GB", 5 * 10**8), ("500MB", 5 * 10**8), ("1TB", 10**12),
     ("0MB", 0)],
)  # fmt: skip
def test_a_size_is_a_number_and_a_unit(tmp_path, size, count):
    assert read(tmp_path, f'least_free = "{size}"').least_bytes == count


@pytest.mark.parametrize("size", ["", "2", "GB", "2 KB", "-1GB", "2gb", "1,5GB", "2GBs", "٢GB "])
def test_what_is_no_size_is_named_with_its_section(tmp_path, size):
    with pytest.raises(ConfigError, match=r"leakwatch.toml \[watch\].*is no size"):
        read(tmp_path, f'least_free = "{size}"')


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [("127.0.0.1:9464", "127.0.0.1", 9464), ("localhost:0", "localhost", 0),
     ("[::]:65535", "::", 65535), ("watch.example:80", "watch.example", 80)],
)  # fmt: skip
def test_an_address_is_a_host_and_a_port(written, host, port):
    assert address(written) == (host, port)


@pytest.mark.parametrize(
    "written",
    ["9464", ":9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "[::1]",
     "http://here:80", "a b:80", "here:80/metrics", "here:8080808"],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_anything_starts(tmp_path, written):
    with pytest.raises(ConfigError, match=r"\[watch\] listen: .* no address"):
        read(tmp_path, f'listen = "{written}"')


def test_by_default_nothing_listens(tmp_path):
    assert read(tmp_path, "") == Watch()
    assert Watch().listen == ""
