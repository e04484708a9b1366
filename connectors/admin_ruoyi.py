"""The operation log of the commonest Chinese admin template: who called which function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from connectors.terms import parameters as given
from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

WIPED = ("清空数据", "9")
ACTION = dict.fromkeys(("其它", "其他", "0"), "view") | dict.fromkeys(("导出", "5"), "export")
ACTION |= dict.fromkeys(("新增", "修改", "删除", "授权", "导入", *"12346", *WIPED), "change")
STATES = {"状态": ("正常", "异常", "0", "1")}
DATA = {"病|患者|体检": "health", "征信": "credit", "保单|贷款": "property", "订单": "transaction"}


class AdminRuoyi(Connector):
    """CSV or XLSX; whose record it was stands in what a call was given, or in what it gave back.
    A page shows as many rows as were asked for, or all where there are fewer; an export, all."""

    name = "admin_ruoyi"
    known = STATES
    columns = text(
        "操作序号, 操作模块*, 业务类型*, 请求方法, 请求方式, 操作类别, 操作人员*, 部门名称, "
        "请求地址, 操作地址, 操作地点, 请求参数, 返回参数, 状态, 错误消息, 操作时间*, 消耗时间"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One call a line; a record's own number is the subject before the person's."""
        asked, told, kind = raw["请求参数"], raw["返回参数"], raw["业务类型"]
        call = asked.fill_null("") + " " + given.many(told).ifelse("", told).fill_null("")
        record, user = (given.value(call, name, given.KEYS) for name in (given.RECORD, given.USER))
        phone = given.value(call, given.PHONE, given.PHONES)
        id_no = given.value(call, given.ID_NO, given.ID_NOS)
        citizen = id_no.re_search(given.CITIZEN)
        total = given.value(told, "total", given.COUNT).cast("int64")
        page = given.value(asked, "page_?size", given.COUNT).cast("int64")
        taken = kind.isin(("导出", "5")).ifelse(total, ibis.least(total, page))
        classes = ((raw["操作模块"].re_search(words), kept) for words, kept in DATA.items())
        return raw.select(
            "line", sequence=cells.number(raw["操作序号"]), clock=raw["操作时间"],
            actor=raw["操作人员"], branch=raw["部门名称"], action=cells.word(kind, ACTION),
            data=ibis.cases(*classes, else_="identity"),
            subject=ibis.coalesce(record, id_no, phone, user),
            subject_kind=ibis.cases(
                (record.notnull(), "key"), (citizen, "id_no"),
                (id_no.isnull() & phone.notnull(), "phone"), else_="key",
            ),
            phone=phone, id_no=citizen.ifelse(id_no, None),
            rows=ibis.coalesce(taken, total, page),
            reason=kind.isin(WIPED).ifelse("log_wiped", None), place=raw["操作地址"],
            ok=~raw["状态"].re_search("异常|失败|^1$").fill_null(False),
        )  # fmt: skip
