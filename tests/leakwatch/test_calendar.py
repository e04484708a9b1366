from datetime import date

import pytest

from leakwatch import calendar, settings
from leakwatch.calendar import Calendar, Opening
from leakwatch.errors import ConfigError


@pytest.fixture
def said(tmp_path):
    def read(text, organisation='zone = "Asia/Shanghai"'):
        place = tmp_path / "calendar.toml"
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
        main = tmp_path / "leakwatch.toml"
        main.write_text(f'[organisation]\n{organisation}\n[calendar]\npath = "calendar.toml"\n')
        return calendar.read(settings.read(main))

    return read


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 6), True),
        (date(2026, 3, 7), False),
        (date(2025, 10, 1), False),  # National Day, a Wednesday
        (date(2025, 9, 28), True),  # a Sunday worked in its place
        (date(2099, 3, 6), True),  # a Friday of a year nobody has announced
        (date(2099, 3, 7), False),
    ],
)
def test_public_holidays_are_known_in_china(said, day, works):
    assert said("").works(day) is works


@pytest.mark.parametrize(("day", "works"), [(date(2025, 10, 1), True), (date(2025, 9, 28), False)])
def test_elsewhere_a_day_is_its_weekday(said, day, works):
    assert said("", 'zone = "Europe/Berlin"').works(day) is works


def test_the_operator_has_the_last_word(said):
    found = said('holidays = [2026-03-09, "2026-03-10"]\nmade_up_working_days = [2026-03-07]\n')
    assert [found.works(date(2026, 3, day)) for day in (7, 8, 9, 10, 11)] == [
        True, False, False, False, True,
    ]  # fmt: skip


def test_a_day_that_is_both_is_worked():
    day = date(2026, 3, 9)
    assert Calendar(holidays=frozenset({day}), made_up=frozenset({day})).works(day)


def test_every_day_between_is_told_once():
    days = list(Calendar().working(date(2026, 2, 27), date(2026, 3, 2)))
    assert days == [
        (date(2026, 2, 27), True), (date(2026, 2, 28), False),
        (date(2026, 3, 1), False), (date(2026, 3, 2), True),
    ]  # fmt: skip
    assert list(Calendar().working(date(2026, 3, 2), date(2026, 3, 1))) == []


def test_hours_are_of_an_org_or_of_a_branch(said):
    found = said('[hours]\n"carrier" = "9:00-20:00"\n"carrier/A01" = "10:00 – 24:00"\n')
    assert found.opening == (
        Opening("carrier", None, 540, 1200),
        Opening("carrier", "A01", 600, 1440),
    )


@pytest.mark.parametrize(
    "hours", ["9-20", "morning", "25:00-26:00", "09:60-10:00", "", "09:00-20:00 and later"]
)
def test_what_are_no_hours_is_refused_with_the_place(said, hours):
    with pytest.raises(ConfigError, match=r"\[hours\] carrier: .* is not opening hours; write"):
        said(f'[hours]\ncarrier = "{hours}"\n')


@pytest.mark.parametrize(
    "text",
    ["holiday = []", "holidays = [1]", "holidays = ['soon']", "[hours", "名".encode("gb18030")],
)
def test_a_wrong_file_is_named_in_one_line(said, text):
    with pytest.raises(ConfigError) as error:
        said(text)
    assert "calendar.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_no_file_is_named(said, tmp_path):
    said("")
    (tmp_path / "calendar.toml").unlink()
    with pytest.raises(ConfigError, match=r"calendar.toml: cannot be read: .*names it"):
        calendar.read(settings.read(tmp_path / "leakwatch.toml"))


def test_without_a_file_there_is_the_public_calendar(tmp_path):
    (tmp_path / "leakwatch.toml").write_text("")
    assert calendar.read(settings.read(tmp_path / "leakwatch.toml")) == Calendar(public=True)
