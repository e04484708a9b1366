from connectors.complaints import Complaints


def test_the_summary_is_not_taken(given):
    [said] = given(Complaints(), {"时间": "2026-03-09 10:20", "摘要": "自称客服", "渠道": "热线"})
    assert "自称客服" not in said.values()
    assert said["channel"] == "热线"


def test_the_other_side_is_kept_apart_from_the_complainant(given):
    [said] = given(Complaints(), {"投诉人手机": "10000000002", "对方联系方式": "wx_demo_01"})
    assert (said["phone"], said["contact"]) == ("10000000002", "wx_demo_01")
