"""Which settings are others than at the run before, for the trail: keys, never values."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from leakwatch.settings import Settings
from leakwatch.store import trail
from leakwatch.store.trail import Deed
from leakwatch.tokens import Key

if TYPE_CHECKING:
    from leakwatch.store import Store

#: digits of a digest that tells a value from another
DIGITS = 16
#: what was changed
SETTINGS = "leakwatch.toml"


def note(store: Store, settings: Settings, key: Key, *, who: str) -> bool:
    """Adds to the trail which keys were changed, added or taken out; False where none was.

    The entry keeps a digest of every value, made with the key, so that nobody can guess at a
    password by it; the next run compares with that.
    """
    now = digests(settings, key)
    with store.reading() as session:
        if _before(trail.latest(session, Deed.SETTINGS_CHANGED)) == now:
            return False
    with store.writing() as session:
        # another run may have noted it meanwhile
        before = _before(trail.latest(session, Deed.SETTINGS_CHANGED))
        changed = [name for name in now.keys() | before.keys() if now.get(name) != before.get(name)]
        if changed:
            said = {"keys": sorted(changed), "digests": now}
            trail.note(session, who, Deed.SETTINGS_CHANGED, SETTINGS, said)
    return bool(changed)


def digests(settings: Settings, key: Key) -> dict[str, str]:
    """Key of the settings → a digest of its value; keys at their default too."""
    secret = key.derive("settings")
    told = msgspec.to_builtins(settings)
    # where the file lies is not in the file
    del told["folder"]
    return {
        name: hmac.digest(secret, msgspec.json.encode([name, value]), "sha256").hex()[:DIGITS]
        for name, value in _flat(told, "")
    }


def _flat(section: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    """Dotted names and values of what is no section."""
    for name, value in section.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _before(told: dict[str, Any] | None) -> dict[str, str]:
    return told["digests"] if told else {}
