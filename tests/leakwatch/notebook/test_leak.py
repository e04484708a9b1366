"""A leaked sample traced from a notebook, as the command does it."""

HEAD = "发现时间,姓名,手机,证件号,地址,业务键,内容摘要,来源,诈骗类型"


def test_the_account_that_opened_the_most_of_it_comes_first_and_nothing_is_kept(
    lw, account, tmp_path
):
    phones = [f"10099{k:06}" for k in range(12, 24)] + ["10011111111"]
    rows = [f"2026-03-20 10:00:00,,{phone},,,,,forum," for phone in phones]
    place = tmp_path / "sample.csv"
    place.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    told = lw.trace(place)
    assert set(told.accounts["actor"][:2]) == {account("G001"), account("G002")}
    assert (told.people, told.unknown, told.aside) == (13, 1, 0)
    assert "13 people in the sample, 1 of them never looked up" in repr(told)
    assert "1009900" not in told._repr_html_()
    assert "leads" not in lw.house.lake.versions()
