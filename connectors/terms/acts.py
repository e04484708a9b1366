"""What systems of all kinds call an action, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: our action → their words; English ones in lower case, without what joins two words
WORDS = {
    "view": "查询 查看 浏览 读取 访问 打开 调阅 详情 view query read select get open show display "
            "access lookup",
    "search": "检索 搜索 search find",
    "list": "列表 列表查询 批量查询 list browse",
    "unmask": "解密 解密查看 查看明文 decrypt unmask reveal",
    "print": "打印 打印面单 print",
    "export": "导出 批量导出 下载 复制 另存 export download copy extract",
    "change": "新增 添加 增加 修改 更新 编辑 删除 导入 上传 授权 add create insert modify update "
              "edit write change delete remove import upload grant revoke",
    "reset": "重置 重置密码 密码重置 reset resetpassword passwordreset",
    "register": "注册 开户 开卡 register enroll",
    "approve": "审批 批准 approve",
    "login": "登录 登陆 登入 用户登录 login logon signin userlogin",
    "login_failed": "登录失败 登陆失败 loginfailed logonfailed loginfailure logonfailure",
    "logout": "登出 退出 注销 退出登录 logout logoff signout signoff userlogout",
}  # fmt: skip
#: outcomes that are none of a success
FAILED = r"^(?i:fail|error|den[iy]|block|refus|reject|unsuccess|false$|失败|错误|拒绝|阻断|不成功)"


def plain(word: ir.StringValue) -> ir.StringValue:
    """A word as it stands in the list; take it as a column of its own, each list is asked."""
    return word.lower().replace(" ", "").replace("_", "").replace("-", "")


def listed(plain: ir.StringValue) -> ir.BooleanValue:
    """Whether a list has the word; false for none."""
    return plain.isin(" ".join(WORDS.values()).split()).fill_null(False)


def action(plain: ir.StringValue, word: ir.StringValue) -> ir.StringValue:
    """Our action, or `logout`, which is none; a word no list knows stays as it is."""
    known = ((plain.isin(words.split()), ours) for ours, words in WORDS.items())
    return ibis.cases(*known, else_=word)


def succeeded(outcome: ir.StringValue) -> ir.BooleanValue:
    """False where the outcome tells of a failure, in either language."""
    return ~outcome.re_search(FAILED).fill_null(False)
