"""What words in a log mean: actions, classes of data, failures; as data."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: words of whole systems that say otherwise than the parts below
WHOLE = {"其它": "view", "RT": "view", "DETR": "view", "ML": "list"}
#: the first that is found in a word tells
ACTIONS = (
    ("login_failed", r"登[录陆]失败|log.?in.?fail|sign.?in.?fail|fail\w*.?log.?in"),
    ("other", r"登出|退出|注销|强退|生成代码|log.?out|sign.?out|log.?off|logged.?out"),
    ("login", r"登[录陆]|log.?in|sign.?in|log.?on|logged.?in|session.?(start|creat)"),
    ("change", r"导入|上传|清空|import|upload"),
    ("export", r"导出|下载|复制|export|download|extract"),
    ("print", r"打印|print"),
    ("unmask", r"解密|明文|去脱敏|unmask|decrypt|reveal"),
    ("reset", r"重置|reset"),
    ("approve", r"审批|审核|批准|复核|approv"),
    ("register", r"开卡|开户|补换卡|补卡|副卡|注册|register|enrol"),
    ("list", r"列表|名单|清单|批量查询|list|browse|index"),
    ("search", r"检索|搜索|search|find|query"),
    ("view", r"查[询看阅]|浏览|详单|详情|调阅|打开|view|read|get|open|access|show|look|fetch|"
             r"select"),
    ("change", r"新增|增加|添加|修改|删除|变更|编辑|更新|授权|保存|add|creat|insert|updat|edit|"
               r"modif|chang|delet|remov|writ|grant|assign|sav"),
)  # fmt: skip
CLASSES = {
    "详单": "call_record", "话单": "call_record", "通话": "call_record", "位置": "location",
    "定位": "location", "轨迹": "location", "征信": "credit", "信用": "credit",
    "实名照片": "biometric", "人脸": "biometric", "指纹": "biometric", "账单": "transaction",
    "交易": "transaction", "订单": "transaction", "消费": "transaction", "病历": "health",
    "医嘱": "health", "检验": "health", "处方": "health", "房产": "property", "房源": "property",
    "车辆": "property", "保单": "property", "存款": "property", "住宿": "lodging",
    "旅馆": "lodging", "酒店": "lodging", "短信内容": "communication", "录音": "communication",
    "统方": "statistics", "户籍": "identity", "人口": "identity", "客户": "identity",
    "机主": "identity", "客源": "identity", "会员": "identity", "业主": "identity",
    "invoice": "transaction", "order": "transaction", "payment": "transaction",
    "patient": "health", "credit": "credit", "location": "location", "message": "communication",
    "customer": "identity", "contact": "identity", "user": "identity", "profile": "identity",
}  # fmt: skip
#: field of a record's key → the class its records are of
KEYS = {
    "key_policy": "property", "key_patient": "health", "key_waybill": "identity",
    "key_phone": "identity", "key_id": "identity",
}  # fmt: skip
FAILED = re.compile(
    r"失败|异常|错误|拒绝|不成功|未授权|fail|error|denied|reject|unauthori|forbidden|invalid|"
    r"^(?:否|n|no|false)$",
    re.IGNORECASE,
)
#: what the connector `table` takes for a failure without being told
USUAL = re.compile(
    r"(?:失败|异常|错误|拒绝|不成功|未授权|fail|error|denied|reject|unauthori|forbidden)|"
    r"(?:否|n|no|false|0)$",
    re.IGNORECASE,
)
STATUS = re.compile(r"[1-5]\d\d")


def action(word: str) -> str:
    """The action a word stands for; empty where no list knows it.

    >>> action("客户信息查询"), action("contact.exported"), action("1246")
    ('view', 'export', '')
    """
    if word in WHOLE:
        return WHOLE[word]
    found = (name for name, parts in ACTIONS if re.search(parts, word, re.IGNORECASE))
    return next(found, "")


def classes(words: Iterable[str]) -> dict[str, str]:
    """The listed parts of these words, longest first, each with its class of data."""
    text = "\n".join(words)
    found = {part: name for part, name in CLASSES.items() if part in text}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def outcome(words: Iterable[str], header: str) -> dict[str, list[str]]:
    """`ok_words` or `failed_words` where `table` needs telling which words are failures.

    >>> outcome(["正常", "异常"], "状态"), outcome(["0", "1"], "状态")
    ({}, {'failed_words': ['1']})
    >>> outcome(["200", "403"], "code")
    {'ok_words': ['200']}
    """
    listed = sorted(words)
    if listed and all(STATUS.fullmatch(word) for word in listed):
        return {"ok_words": [word for word in listed if word[0] in "23"]}
    # of 0 and 1 as a state, the templates that most systems come from mean success and failure
    if set(listed) <= {"0", "1"} and re.search(r"状态|status|logtype", header, re.IGNORECASE):
        return {"failed_words": ["1"]}
    failed = [word for word in listed if FAILED.search(word)]
    return {} if all(USUAL.match(word) for word in failed) else {"failed_words": failed}
