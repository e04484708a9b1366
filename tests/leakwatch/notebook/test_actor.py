"""One account: its days, its findings, what excused it, drawn beside its colleagues."""

import pytest

from leakwatch.errors import ConfigError


def test_it_has_days_findings_and_alerts_of_its_own(lw, account):
    one = lw.actor(account("G001"))
    assert list(one.days["looks"]) == [40, 40, 40, 64, 64, 40]
    assert one.days["p"].notna().all()
    assert [f"{day:%m-%d}" for day in one.flagged] == ["03-12", "03-13"]
    assert list(one.alerts["actor"]) == [account("G001")]
    assert one.excuses.empty
    assert repr(one) == f"account {account('G001')}: 6 days, 2 findings"


def test_what_was_excused_is_told_with_its_excuse_and_flags_no_day(lw, account):
    one = lw.actor(account("G002"))
    assert one.flagged == []
    [told] = one.excuses.to_dict("records")
    assert (told["excuse"], told["detector"], told["findings"]) == ("last_shift", "no_case", 1)
    assert one.alerts.empty


def test_its_drawings_have_the_numbers_as_tables_too(lw, account):
    one = lw.actor(account("G001"))
    looks = one.looks().table
    assert looks.loc[looks["flagged"], "looks"].tolist() == [64, 64]
    hours = one.hours().table
    assert hours["looks"].sum() == 4 * 40 + 2 * 64
    shown = one._repr_html_()
    assert "<script" not in shown
    assert 'class="' not in one.hours()._repr_svg_()
    assert "G001" not in shown


def test_what_is_no_account_is_told(lw):
    with pytest.raises(ConfigError, match="no such account"):
        lw.actor("G001")
