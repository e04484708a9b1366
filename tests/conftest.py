"""Spark where there is a Java for it: skipped with the reason, unless it is required.

And no deadlines for hypothesis, which looks longer where HYPOTHESIS_EXAMPLES says so.
"""

import gc
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

LEAST_JAVA = 17

#: what the name of a test says that starts a Spark, and the folder whose files share a world
SPARK, WHOLE, SITE = "spark", "tests/leakwatch/whole/", "tests/leakwatch/inbox/browser/"
#: what takes half a minute and more
LONG = (WHOLE, SITE, "test_killed", "test_update", "test_undoing", "test_growing", "test_replaying")

# a machine that is busy is no fault of the code
EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "40"))
settings.register_profile("tests", deadline=None, max_examples=EXAMPLES)
settings.load_profile("tests")

# queries so short are done before the better compiler has paid for itself
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


@cache
def no_spark():
    """Why Spark cannot start here; empty where it can."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if java is None:
        return f"no Java found; Spark needs {LEAST_JAVA} or newer"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(\d+)', said.stderr + said.stdout)
    if version is None or int(version[1]) < LEAST_JAVA:
        return f"Java {version[1] if version else 'of no version'}; Spark needs {LEAST_JAVA}"
    return ""


def pytest_configure(config):
    if os.environ.get("LEAKWATCH_REQUIRE_SPARK") == "1" and no_spark():
        raise pytest.UsageError(f"LEAKWATCH_REQUIRE_SPARK=1: {no_spark()}")


def pytest_collection_finish():
    """What is imported by now stays: a tenth of the time went into looking through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_collection_modifyitems(items):
    """Spark first, then what takes long: no worker waits for it at the end."""
    for item in items:
        if item.get_closest_marker("spark"):
            if SPARK not in item.nodeid:
                raise pytest.UsageError(f"{item.nodeid}: its name must hold {SPARK!r}")
            if no_spark():
                item.add_marker(pytest.mark.skip(reason=no_spark()))
    items.sort(
        key=lambda item: (SPARK not in item.nodeid, not any(one in item.nodeid for one in LONG))
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With `-n 3`: a worker takes a whole file, and one takes all of Spark, or of one world.

    The marks of `--dist loadgroup` do nothing with pytest 9.2 (pytest-xdist, issue 1386).
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            shared = (one for one in (SPARK, WHOLE, SITE) if one in nodeid)
            return next(shared, nodeid.partition("::")[0])

    config.option.loadscopereorder = False
    return ByFile(config, log)
