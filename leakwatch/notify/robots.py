"""DingTalk, Feishu, Lark and WeCom: they answer 200 also when they refuse, and say so inside.

apprise 2.2 looks at the status alone, so a message refused for its rate or a missing keyword
would count as sent.
"""

from __future__ import annotations

import json
import ssl
from http.client import HTTPException, RemoteDisconnected
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from apprise import NotifyBase

from leakwatch.store.outbox import Outcome

ROBOTS = ("NotifyDingTalk", "NotifyFeishu", "NotifyLark", "NotifyWeComBot")
#: what they call the number that is 0 when they took it
CODES = ("errcode", "code", "StatusCode")
SECONDS = 10.0
MOST_BYTES = 65_536


class _Staying(HTTPRedirectHandler):
    """Goes nowhere else: a token is for one host."""

    def redirect_request(self, *_: Any) -> None:
        """No other request."""


def post(service: NotifyBase, subject: str, body: str) -> Outcome:
    """Sends a message, and believes what is in the answer."""
    url, payload = _asked(service, f"{subject}\n{body}")
    asked = Request(  # noqa: S310 — apprise has made the url
        url, json.dumps(payload).encode(), {"Content-Type": "application/json; charset=utf-8"}
    )
    checked = ssl.create_default_context()
    try:
        with build_opener(_Staying, HTTPSHandler(context=checked)).open(
            asked, timeout=SECONDS
        ) as answer:
            return _answered(answer.read(MOST_BYTES))
    except HTTPError as error:
        return Outcome(sent=False, said=f"HTTP {error.code}")
    except URLError as error:
        late = isinstance(error.reason, TimeoutError)
        refused = isinstance(error.reason, ConnectionRefusedError)
        said = "connection refused" if refused else "not reached"
        return Outcome(sent=False, said="no answer in time" if late else said, sure=not late)
    except RemoteDisconnected:
        return Outcome(sent=False, said="connection lost", sure=False)
    except HTTPException:
        return Outcome(sent=False, said="an answer that is no HTTP", sure=False)
    except OSError:
        return Outcome(sent=False, said="no answer in time", sure=False)


def _asked(service: Any, text: str) -> tuple[str, dict[str, Any]]:
    """Where and what to post: the url is apprise's."""
    match service.__class__.__name__:
        case "NotifyDingTalk":
            url = service.notify_url.format(token=service.token)
            if service.secret:
                timestamp, sign = service.get_signature()
                # apprise has quoted the signature, and quotes it once more when it sends
                url += f"&timestamp={timestamp}&sign={sign}"
            to = {"atMobiles": service.targets, "isAtAll": False}
            return url, {"msgtype": "text", "text": {"content": text}, "at": to}
        case "NotifyWeComBot":
            return service.api_url, {"msgtype": "text", "text": {"content": text}}
        case "NotifyFeishu":
            url = service.notify_url.format(token=service.token)
        case _:
            url = service.webhook_url
    return url, {"msg_type": "text", "content": {"text": text}}


def _answered(answer: bytes) -> Outcome:
    """Taken where a number says 0."""
    try:
        told = json.loads(answer)
    except ValueError:
        told = None
    codes = [told[name] for name in CODES if name in told] if isinstance(told, dict) else []
    if not codes:
        return Outcome(sent=False, said="an answer that says nothing", sure=False)
    if codes[0] in (0, "0"):
        return Outcome(sent=True)
    number = codes[0] if isinstance(codes[0], int) else "?"
    return Outcome(sent=False, said=f"refused with code {number}")
