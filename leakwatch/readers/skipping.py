"""How records begin that are no rows: blank ones, totals, and who printed the file."""

from __future__ import annotations

WORDS = (
    "合计|总计|小计|共计|总条数|记录总数|打印人|打印时间|打印日期|制表人|制表时间|导出人|导出时间"
)
#: cells apart, and quotes
SIGNS = r"\s\"',|^;"
BLANK = r"^[\s,|^;\"]*$"
TOTAL = rf"^[{SIGNS}]*({WORDS})\s*([{SIGNS}:：0-9]|$)"
#: the first cell of a record that may be a total, or blank
PERHAPS = rf"^[{SIGNS}]*({WORDS}|$)"
