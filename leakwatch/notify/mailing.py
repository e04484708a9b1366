"""Mail by apprise's words for servers and people, with the same Message-ID each time."""

from __future__ import annotations

import re
import smtplib
import ssl

from apprise import NotifyFormat
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.email.smtp import AppriseSMTPController

from leakwatch.store.outbox import Outcome

MESSAGE_ID = re.compile(r"^Message-ID: .*$", re.MULTILINE)
#: apprise waits 4 seconds; a mail server that looks at who asks takes longer
PATIENCE_SECONDS = 15


def mail(service: NotifyEmail, key: str, subject: str, body: str) -> Outcome:
    """Sends a mail to each recipient; accepted for one of them it counts as sent.

    Sent again for the sake of one, it would come again to all.
    """
    mails = NotifyEmail.prepare_emails(
        subject, body, service.from_addr, service.targets, cc=service.cc, bcc=service.bcc,
        reply_to=service.reply_to, smtp_host=service.smtp_host, names=service.names,
        notify_format=NotifyFormat.TEXT, tzinfo=service.tzinfo, headers=service.headers,
    )  # fmt: skip
    accepted, refused = 0, 0
    try:
        # smtplib would find out with the connection open, and leave it so
        f"{service.user}{service.password}".encode("ascii")
        with AppriseSMTPController(
            host=service.smtp_host, port=service.port or 25, secure_mode=service.secure_mode or "",
            user=service.user, password=service.password,
            verify_certificate=service.verify_certificate,
            socket_connect_timeout=PATIENCE_SECONDS,
        ) as server:  # fmt: skip
            for number, one in enumerate(mails):
                again = MESSAGE_ID.sub(
                    f"Message-ID: <{key}.{number}@{service.smtp_host}>", str(one.body), count=1
                )
                taken = server.sendmail(str(service.from_addr[1]), one.to_addrs, again)
                accepted, refused = accepted + taken, refused + (not taken)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        return _lost(error, bool(accepted))
    if accepted:
        return Outcome(sent=True, said=f"{refused} recipients refused" if refused else "")
    return Outcome(sent=False, said="no recipient accepted it", sure=False)


def _lost(error: Exception, partly: bool) -> Outcome:
    """A failure in words of our own: those of the server may hold names."""
    said = next(
        (words for kind, words in (
            (smtplib.SMTPAuthenticationError, "the server refuses name or password"),
            (smtplib.SMTPResponseException, "the server refuses"),
            (ssl.SSLError, "TLS failed"),
            (TimeoutError, "no answer in time"),
            (ConnectionRefusedError, "connection refused"),
            (UnicodeError, "a host, name or password in letters that mail servers cannot take"),
        ) if isinstance(error, kind)),
        "connection lost",
    )  # fmt: skip
    if isinstance(error, smtplib.SMTPResponseException):
        said += f" ({error.smtp_code})"
    sure = said not in ("no answer in time", "connection lost")
    return Outcome(sent=partly, said=said, sure=sure)
