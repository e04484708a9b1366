from connectors.cases import Cases


def test_a_case_keeps_its_number_and_the_records_key_apart(given):
    [said] = given(Cases(), {"单号": "E0001", "业务键": "P0000001", "开始时间": "2026-03-07 08:00"})
    assert (said["case"], said["key"], said["end"]) == ("E0001", "P0000001", "")


def test_only_the_number_and_the_start_are_required():
    assert Cases().required() == ("单号", "开始时间")
