"""libFuzzer, through atheris, over every reader, seeded with the golden files.

    python tests/fuzz/fuzzing.py -max_total_time=300

An input that breaks the promise of `parsers.py` is left in the current folder as `crash-…`: its
first byte says which reader, its second how large the pieces.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["leakwatch"]):
    import parsers

    import leakwatch.readers.xml  # noqa: F401

SEEDS = parsers.seeds()
TARGETS = sorted({target for target, _ in SEEDS})


def one(data):
    """One input: a reader, a size of pieces, a file."""
    if len(data) > 2:
        parsers.kept(TARGETS[data[0] % len(TARGETS)], data[2:], 64 + 16 * data[1])


def main():
    """Runs until the options given say it is enough."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, signs = Path(folder, "corpus"), Path(folder, "signs")
        corpus.mkdir()
        for number, (target, data) in enumerate(SEEDS):
            Path(corpus, str(number)).write_bytes(bytes([TARGETS.index(target), 20]) + data)
        quoted = ("".join(f"\\x{byte:02x}" for byte in sign) for sign in parsers.SIGNS)
        signs.write_text("".join(f'"{sign}"\n' for sign in quoted), encoding="ascii")
        atheris.Setup([*sys.argv, f"-dict={signs}", "-timeout=20", "-rss_limit_mb=3000",
                       "-max_len=32768", str(corpus)], one)  # fmt: skip
        atheris.Fuzz()


if __name__ == "__main__":
    main()
