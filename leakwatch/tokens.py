"""Keyed tokens in place of people's identifiers, and the key that makes them."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from leakwatch import given, identifiers
from leakwatch.errors import ConfigError, EventError
from leakwatch.settings import Settings

HEADER = (
    "# leakwatch key: whoever has it can test who hides behind a token. Keep it secret, back it up."
)
#: how a token is written
TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Key:
    """The secret behind tokens, and the age identity that opens the vault."""

    secret: bytes = field(repr=False)
    vault: str = field(repr=False)
    _hashers: dict[str, hashlib.blake2b] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def token(self, kind: str, value: str) -> str:
        """32 hexadecimal digits: BLAKE2b-128 (RFC 7693) keyed, one personalisation a kind."""
        hasher = self._keyed(kind)
        hasher.update(value.encode())
        return hasher.hexdigest()

    def tokens(self, kind: str, values: Iterable[str]) -> list[str]:
        """The tokens of many values of a kind."""
        fresh, found = self._keyed(kind).copy, []
        for value in values:
            hasher = fresh()
            hasher.update(value.encode())
            found.append(hasher.hexdigest())
        return found

    def _keyed(self, kind: str) -> hashlib.blake2b:
        """A hasher that has read the key: a copy costs half of reading it again."""
        if kind not in self._hashers:
            self._hashers[kind] = hashlib.blake2b(
                digest_size=16, key=self.secret, person=kind.encode()
            )
        return self._hashers[kind].copy()

    def derive(self, purpose: str) -> bytes:
        """16 bytes of a key for another purpose."""
        return hmac.digest(self.secret, purpose.encode(), "sha256")[:16]

    @property
    def mark(self) -> str:
        """Tells keys apart without telling anything of them."""
        return self.derive("mark").hex()


def read_token(key: Key, kind: str, written: str) -> str:
    """The token of one value as a log might write it; EventError where it has none.

    `kind` is one of `identifiers.KINDS`; an actor is written `org/account`.
    """
    if kind == "actor":
        said = identifiers.account("*", written, spanning=True)
    else:
        said = identifiers.read(kind, written)
    if not said.value:
        why = "a masked key has no token" if said.masked else "no key"
        raise EventError(said.problem or why, where=kind, hint="write it in full")
    return key.token(kind, said.value)


def new(path: Path) -> None:
    """A fresh key file that only its owner may read; an existing one is kept."""
    import pyrage

    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"{HEADER}\ntoken {secrets.token_hex(32)}\nvault {pyrage.x25519.Identity.generate()}\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _parse(text: str, where: str) -> Key:
    parts = dict(
        line.split(maxsplit=1)
        for line in text.splitlines()
        if len(line.split()) == 2 and not line.startswith("#")
    )
    try:
        secret = bytes.fromhex(parts["token"])
        vault = parts["vault"].strip()
    except (KeyError, ValueError) as error:
        raise ConfigError(
            "not a leakwatch key", where=where, hint="restore it from the backup"
        ) from error
    if len(secret) != 32 or not vault.startswith("AGE-SECRET-KEY-1"):
        raise ConfigError("not a leakwatch key", where=where, hint="restore it from the backup")
    return Key(secret, vault)


def load(settings: Settings) -> Key:
    """The key of these settings: what is given by the name they have for it, else the file."""
    variable = settings.keys.environment
    if variable:
        said = given.secret(variable)
        if said is None:
            raise ConfigError(
                "the variable is not set", where=variable, hint="[keys] environment names it"
            )
        return _parse(said, variable)
    path = Path(settings.place(settings.keys.file))
    path = given.credential(path.name) or path
    if not path.exists():
        raise ConfigError("no key file", where=str(path),
                          hint="`leakwatch init DIR` makes one; a lake needs its own")  # fmt: skip
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigError("others may read the key file", where=str(path), hint=f"chmod 600 {path}")
    try:
        return _parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path),
                          hint="restore it from the backup") from error  # fmt: skip
