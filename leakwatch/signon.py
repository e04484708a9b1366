"""`[oidc]`: who else signs people in, and whether passwords still do."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import msgspec

from leakwatch.errors import ConfigError

#: hosts that one reaches without a network
HERE = ("localhost", "127.0.0.1", "::1")
VARIABLE = re.compile(r"[A-Za-z_]\w*")


class SignOn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[oidc]`: an OpenID Connect provider; `secret` names a variable and is never the secret.

    `claim` is what of a person the provider calls by our user's name.
    """

    issuer: str = ""
    client_id: str = ""
    secret: str = ""
    claim: str = "preferred_username"
    passwords: bool = True


def check(signon: SignOn, link: str, where: str) -> None:
    """ConfigError for what a type cannot say; `link` is where the inbox is."""
    at = f"{where} [oidc]"
    if not signon.issuer:
        if not signon.passwords:
            raise ConfigError("nobody could sign in: no passwords, and no issuer", where=at)
        return
    issuer = urlsplit(signon.issuer)
    if (
        not issuer.hostname
        or issuer.query
        or issuer.fragment
        or issuer.username
        or not safe(signon.issuer)
    ):
        raise ConfigError("issuer is no https address", where=at,
                          hint='for example "https://login.example/realms/house"')  # fmt: skip
    if not signon.client_id or not signon.claim:
        raise ConfigError("an issuer needs client_id and claim", where=at,
                          hint="the provider tells them when it is told of us")  # fmt: skip
    if signon.secret and not VARIABLE.fullmatch(signon.secret):
        raise ConfigError("secret is the name of a variable, never the secret", where=at,
                          hint='for example "LEAKWATCH_OIDC_SECRET"')  # fmt: skip
    if not link:
        raise ConfigError("the provider has to lead back to the inbox", where=f"{where} [notify]",
                          hint='set link, for example "https://inbox.example"')  # fmt: skip


def safe(address: str) -> bool:
    """Whether nobody between can read along.

    >>> safe("https://login.example/a"), safe("http://login.example"), safe("http://127.0.0.1:1")
    (True, False, True)
    """
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
