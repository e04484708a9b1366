"""Everything we raise, named by who acts.

LeakwatchError
├── ConfigError    the operator mends the settings, a key file or the command line
├── PluginError    the author of a connector or a detector mends it
├── SourceError    nobody yet: the clock tries again (a file cut short, a folder not mounted)
│   └── LeaseLostError   nobody: another scheduler does the work by now
└── EventError     nobody now: the row is set aside, counted and shown
"""


class LeakwatchError(Exception):
    """Says what went wrong, where, and what to do next, in one line.

    >>> str(LeakwatchError("no such file", where="logs/a.csv", hint="check [sources.a] path"))
    'logs/a.csv: no such file; check [sources.a] path'
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what, self.where, self.hint = what, where, hint
        super().__init__((f"{where}: " if where else "") + what + (f"; {hint}" if hint else ""))


class ConfigError(LeakwatchError):
    """The operator has to change something before this can run."""


class PluginError(LeakwatchError):
    """A connector or a detector breaks a promise of its contract."""


class SourceError(LeakwatchError):
    """A source cannot be read now; the next run tries again."""


class LeaseLostError(SourceError):
    """Another process holds the lease by now; what this one wanted to write is refused."""


class EventError(LeakwatchError):
    """A row that cannot become an event: quarantined with file, line and reason."""
