"""libFuzzer, through atheris, over every reader, seeded with the golden files.

    python tests/fuzz/fuzzing.py -max_total_time=300

An input that breaks the promise of `parsers.py` is left in the current folder as `crash-…`: its
first byte says which reader, its second how large the pieces.
"""

import sys
import tempfile
from pathlib import Path

OPTIONS = ("-timeout=20", "-rss_limit_mb=3000", "-max_len=32768")


def main():
    """Runs until the options given say it is enough."""
    import atheris

    # what was imported before is not watched
    with atheris.instrument_imports(include=["leakwatch"]):
        import parsers

        import leakwatch.readers.xml  # noqa: F401

    seeds = parsers.seeds()
    targets = sorted({target for target, _ in seeds})

    def one(data):
        if len(data) > 2:
            parsers.kept(targets[data[0] % len(targets)], data[2:], 64 + 16 * data[1])

    with tempfile.TemporaryDirectory() as folder:
        corpus, signs = Path(folder, "corpus"), Path(folder, "signs")
        corpus.mkdir()
        for number, (target, data) in enumerate(seeds):
            Path(corpus, str(number)).write_bytes(bytes([targets.index(target), 20]) + data)
        quoted = ("".join(f"\\x{byte:02x}" for byte in sign) for sign in parsers.SIGNS)
        signs.write_text("".join(f'"{sign}"\n' for sign in quoted), encoding="ascii")
        atheris.Setup([*sys.argv, f"-dict={signs}", *OPTIONS, str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
