"""Who works in a notebook, as leakwatch knows him by now: a kernel outlives a right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.errors import ConfigError
from leakwatch.store import users

if TYPE_CHECKING:
    from leakwatch.store import Store
    from leakwatch.store.users import User


def known(store: Store, name: str) -> User:
    """The user of this name; ConfigError for none, and for one who was removed."""
    found = users.named(store, name)
    if not found.active:
        raise ConfigError(f"{found.name} was removed", where="leakwatch.open",
                          hint="an admin lets him in again")  # fmt: skip
    return found
