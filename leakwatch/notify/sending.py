"""One message to one url of apprise, which is slow to import and talks of secrets in its logs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import apprise
from apprise.plugins.custom_form import NotifyForm
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.custom_xml import NotifyXML
from apprise.plugins.email.base import NotifyEmail

from leakwatch.notify import mailing, robots
from leakwatch.store.outbox import Outcome

#: loggers that write urls and bodies
TALKATIVE = ("apprise", "urllib3")
STATUS = re.compile(r"error=(\d{3})\b")
#: what a driver says, what we say, whether it is sure that nothing arrived
SAYS = (
    (re.compile(r"refused", re.IGNORECASE), "connection refused", True),
    (re.compile(r"resolve|not known|getaddrinfo|no address", re.IGNORECASE), "no such host", True),
    (re.compile(r"certificate|ssl", re.IGNORECASE), "TLS failed", True),
    (re.compile(r"tim(ed?|e) ?out", re.IGNORECASE), "no answer in time", False),
)


def send(url: str, key: str, subject: str, body: str) -> Outcome:
    """What came of sending a message; `key` goes with it where there is a place for it."""
    with quiet():
        service = apprise.Apprise.instantiate(url, asset=_asset())
        if service is None:
            return Outcome(sent=False, said="the url is none that apprise knows")
        if isinstance(service, NotifyEmail):
            return mailing.mail(service, key, subject, body)
        if service.__class__.__name__ in robots.ROBOTS:
            return robots.post(service, subject, body)
        if isinstance(service, (NotifyJSON, NotifyForm, NotifyXML)):
            service.headers.setdefault("Idempotency-Key", key)
            service.payload_extras.setdefault("id", key)
        return _notify(service, subject, body)


def _notify(service: apprise.NotifyBase, subject: str, body: str) -> Outcome:
    box = apprise.Apprise(asset=service.asset)
    box.add(service)
    result = box.notify(
        body=body, title=subject, body_format=apprise.NotifyFormat.TEXT, log_level=logging.DEBUG
    )
    if result:
        return Outcome(sent=True)
    return said(" ".join(entry.message for entry in result.logs()))


def said(words: str) -> Outcome:
    """A failure in words of our own: those of others may hold a token or a message.

    >>> said("Failed to send JSON POST notification: , error=500.")
    Outcome(sent=False, said='HTTP 500', sure=True)
    """
    status = STATUS.search(words)
    if status:
        return Outcome(sent=False, said=f"HTTP {status[1]}")
    for pattern, ours, sure in SAYS:
        if pattern.search(words):
            return Outcome(sent=False, said=ours, sure=sure)
    return Outcome(sent=False, said="not accepted", sure=False)


def _asset() -> apprise.AppriseAsset:
    """Nothing on disk, no worker threads, no following to other hosts, no retries of its own."""
    return apprise.AppriseAsset(
        app_id="leakwatch", app_desc="leakwatch", async_mode=False, http_redirects=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY, pgp_autogen=False, pem_autogen=False,
        default_service_retry=0,
    )  # fmt: skip


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps what these loggers say from every handler but apprise's own, which hears all of it."""
    nowhere = logging.NullHandler()
    before = [(one, one.propagate, one.level) for one in map(logging.getLogger, TALKATIVE)]
    for one, _, _ in before:
        one.addHandler(nowhere)
        one.propagate = False
        one.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for one, propagated, level in before:
            one.removeHandler(nowhere)
            one.propagate = propagated
            one.setLevel(level)
