"""The unit, the Dockerfile and the compose file, as written for one organisation, by linters."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from leakwatch import deploy, settings
from leakwatch.deploy.writing import NAMES
from leakwatch.errors import ConfigError

SECRET = re.compile(r"(?i)(password|secret|token|key)\s*[:=]\s*['\"]?[A-Za-z0-9+/]{8,}['\"]?$")
#: keys of a service that we use, of https://github.com/compose-spec/compose-spec
SERVICE = {
    "build", "image", "command", "restart", "depends_on", "environment", "secrets", "volumes",
    "ports", "networks", "read_only", "tmpfs", "cap_drop", "cap_add", "security_opt",
    "pids_limit", "mem_limit", "stop_grace_period", "logging", "healthcheck",
}  # fmt: skip
LINTERS = Path(sys.executable).parent


@pytest.fixture
def place(tmp_path):
    place = tmp_path / "house" / "leakwatch.toml"
    place.parent.mkdir()
    place.write_text('[backup]\npath = "/mnt/backups"\n[watch]\nlisten = "127.0.0.1:9999"\n')
    return place


@pytest.fixture
def written(place, tmp_path):
    """The files' texts, for these settings."""
    list(deploy.write(tmp_path / "out", place, "clerk"))
    return {name: (tmp_path / "out" / name).read_text(encoding="utf-8") for name in NAMES}


def unit(text):
    """Section → key → values, as systemd.syntax(7) has it; nothing may be there twice but lists."""
    found = {}
    for line in text.splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and line[0] not in "#;":
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return found


def test_nothing_is_left_to_fill_in(written):
    assert all(not re.search(r"(?<![~=])@[A-Z]+@", text) for text in written.values())


def test_what_is_there_is_kept(place, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "Dockerfile").write_text("FROM scratch\n")
    said = list(deploy.write(tmp_path / "out", place, "clerk"))
    assert (tmp_path / "out" / "Dockerfile").read_text() == "FROM scratch\n"
    assert [line.partition(": ")[2].split(";")[0] for line in said] == ["new", "kept as it was",
                                                                        "new"]  # fmt: skip


def test_the_unit_runs_the_scheduler_as_a_clerk_who_may_write_to_what_it_keeps(written, place):
    service = unit(written["leakwatch.service"])["Service"]
    [start] = service["ExecStart"]
    assert start == (f"{sys.executable} -m leakwatch scheduler --settings {place} "
                     "--listen 127.0.0.1:9999")  # fmt: skip
    assert service["User"] == ["clerk"]
    [writes] = service["ReadWritePaths"]
    assert writes.split() == [str(place.parent), "/mnt/backups"]
    assert service["LoadCredential"] == [f"leakwatch.key:{place.parent}/leakwatch.key"]


def test_a_lake_and_a_server_elsewhere_are_written_to_and_nothing_else(place, tmp_path):
    place.write_text('[lake]\npath = "/srv/lake"\n[store]\nurl = "postgresql://db.example/l"\n'
                     '[keys]\nenvironment = "LEAKWATCH_KEY"\n')  # fmt: skip
    list(deploy.write(tmp_path, place, "clerk"))
    service = unit((tmp_path / "leakwatch.service").read_text())["Service"]
    assert service["ReadWritePaths"] == ["/srv/lake"]
    assert service["LoadCredential"] == ["LEAKWATCH_KEY:/etc/leakwatch/leakwatch_key"]


@pytest.mark.parametrize(
    ("url", "writes"),
    [("sqlite:///${STORE_FOLDER}/leakwatch.db", ["/srv/lake", "/srv/store"]),
     ("${STORE_URL}", ["/srv/lake", "/srv/url"]),
     # its password is given to the service, not to whoever writes these files
     ("postgresql://clerk:${NOT_GIVEN}@db.example/l", ["/srv/lake"])],
)  # fmt: skip
def test_a_store_named_by_variables_is_written_to(place, tmp_path, monkeypatch, url, writes):
    monkeypatch.setenv("STORE_FOLDER", "/srv/store")
    monkeypatch.setenv("STORE_URL", "sqlite:////srv/url/leakwatch.db")
    place.write_text(f'[lake]\npath = "/srv/lake"\n[store]\nurl = "{url}"\n')
    list(deploy.write(tmp_path, place, "clerk"))
    service = unit((tmp_path / "leakwatch.service").read_text())["Service"]
    assert service["ReadWritePaths"] == [" ".join(writes)]


@pytest.mark.parametrize("user", ["", "Clerk", "a b", "clerk\nUser=root", "-x", "a" * 33])
def test_an_odd_account_is_refused(place, tmp_path, user):
    with pytest.raises(ConfigError, match="is no account"):
        list(deploy.write(tmp_path, place, user))


@pytest.mark.parametrize("name", ["my house", "100%", "a$b", "a;b"])
def test_a_path_that_systemd_reads_otherwise_is_refused(tmp_path, name):
    place = tmp_path / name / "leakwatch.toml"
    place.parent.mkdir()
    place.write_text("")
    with pytest.raises(ConfigError, match="choose a path"):
        list(deploy.write(tmp_path / "out", place, "clerk"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [("ProtectSystem", "strict"), ("NoNewPrivileges", "yes"), ("Restart", "on-failure"),
     ("KillMode", "mixed"), ("ProtectHome", "yes"), ("CapabilityBoundingSet", ""),
     ("PrivateTmp", "yes"), ("UMask", "0077"), ("SystemCallArchitectures", "native")],
)  # fmt: skip
def test_the_unit_is_hardened(written, key, value):
    assert unit(written["leakwatch.service"])["Service"][key] == [value]


def test_the_unit_is_what_an_ini_parser_reads_too(written):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read_string(written["leakwatch.service"])
    assert parser.sections() == ["Unit", "Service", "Install"]


def linted(tool, *words):
    """What a linter says; skipped where it is not at hand."""
    found = shutil.which(tool, path=str(LINTERS)) or shutil.which(tool)
    if found is None:
        pytest.skip(f"no {tool} here")
    return subprocess.run([found, *words], capture_output=True, text=True, check=False)


def test_systemd_finds_nothing_wrong_and_calls_it_safe(written, tmp_path, place):
    # an account that every machine has
    list(deploy.write(tmp_path / "daemon", place, "daemon"))
    file = str(tmp_path / "daemon" / "leakwatch.service")
    verified = linted("systemd-analyze", "verify", file)
    assert (verified.returncode, verified.stderr) == (0, "")
    told = linted("systemd-analyze", "security", "--offline=true", "--threshold=20", file)
    assert told.returncode == 0, told.stdout


def test_hadolint_finds_nothing_wrong_with_the_dockerfile(written, tmp_path):
    told = linted("hadolint", "--no-color", str(tmp_path / "out" / "Dockerfile"))
    assert (told.returncode, told.stdout) == (0, "")


def test_the_image_runs_as_nobody_special_and_is_asked_whether_it_lives(written):
    lines = [line for line in written["Dockerfile"].splitlines() if not line.startswith("#")]
    users = [line for line in lines if line.startswith("USER")]
    assert users == ["USER 10001:10001"]
    assert lines.index(users[0]) < next(n for n, line in enumerate(lines)
                                        if line.startswith("ENTRYPOINT"))  # fmt: skip
    assert "/healthz" in written["Dockerfile"]
    copied = [line for line in lines if line.startswith(("COPY", "ADD"))]
    assert copied == ["COPY leakwatch-*.whl ./",
                      "COPY --from=built /opt/leakwatch /opt/leakwatch"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_is_written_down(written, name):
    assert not [line for line in written[name].splitlines() if SECRET.search(line.lstrip("# "))]


@pytest.fixture
def compose(written):
    return yaml.safe_load(written["compose.yaml"])


def test_compose_reads_it(written, tmp_path):
    if linted("docker", "compose", "version").returncode:
        pytest.skip("docker has no compose here")
    told = linted("docker", "compose", "--file", str(tmp_path / "out" / "compose.yaml"), "config",
                  "--quiet")  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")


def test_every_name_in_the_compose_file_is_declared(compose):
    assert set(compose) == {"name", "services", "networks", "volumes", "secrets"}
    for service in compose["services"].values():
        assert set(service) <= SERVICE
        assert set(service["networks"]) <= set(compose["networks"])
        assert set(service["secrets"]) <= set(compose["secrets"])
        named = [one.split(":")[0] for one in service["volumes"]]
        assert {one for one in named if one[0] not in "./"} <= set(compose["volumes"])
        assert set(service.get("depends_on", ())) <= set(compose["services"])


@pytest.mark.parametrize("name", ["scheduler", "store"])
def test_every_service_is_hardened(compose, name):
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["restart"] == "unless-stopped"
    assert re.search(r":[\w.-]*\d", service["image"])
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_the_scheduler_waits_for_a_store_that_answers(compose):
    assert compose["services"]["scheduler"]["depends_on"] == {
        "store": {"condition": "service_healthy"}
    }
    assert "pg_isready" in compose["services"]["store"]["healthcheck"]["test"]


def test_only_the_scheduler_reaches_the_database(compose):
    assert compose["networks"]["inside"] == {"internal": True}
    assert compose["services"]["store"]["networks"] == ["inside"]


def test_the_settings_its_first_lines_ask_for_are_settings(written, tmp_path):
    lines = re.findall(r"(?m)^#   (\[.*|\w+ = .*)$", written["compose.yaml"])
    assert len(lines) == 4
    place = tmp_path / "leakwatch.toml"
    place.write_text("\n".join(lines) + "\n")
    read = settings.read(place)
    assert "${STORE_PASSWORD}" in read.store.url
    compose = yaml.safe_load(written["compose.yaml"])
    assert Path(read.keys.file).name in compose["secrets"]
    assert "STORE_PASSWORD_FILE" in compose["services"]["scheduler"]["environment"]
