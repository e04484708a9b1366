"""Every reader keeps its promise on bytes that nobody wrote; see tests/fuzz/parsers.py."""

import importlib.util
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FUZZ = Path(__file__).parents[2] / "fuzz"
spec = importlib.util.spec_from_file_location("parsers", FUZZ / "parsers.py")
parsers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(parsers)

SEEDS = parsers.seeds()
TARGETS = sorted({target for target, _ in SEEDS})
#: of the processor, for one file of some kilobytes
SECONDS = 20
PIECES = st.integers(64, 2000)
#: a busy machine makes hypothesis wait, not the readers
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module", autouse=True)
def nothing_hangs():
    """Ends what takes longer than it may."""

    def ended(number, frame):
        raise AssertionError(f"more than {SECONDS} seconds")

    usual = signal.signal(signal.SIGPROF, ended)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, usual)


def kept(target, data, piece):
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    return parsers.kept(target, data, piece)


@st.composite
def mutated(draw, data):
    """The bytes, some of them changed, left out, put in, doubled or taken from elsewhere."""
    said = bytearray(data)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(said)))
        length = draw(st.sampled_from([1, 2, 5, 20, 300]))
        match draw(st.sampled_from(["flip", "cut", "sign", "double", "splice", "noise"])):
            case "flip" if at < len(said):
                said[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del said[at : at + length]
            case "sign":
                said[at:at] = draw(st.sampled_from(parsers.SIGNS)) * draw(
                    st.sampled_from([1, 2, 70])
                )
            case "double":
                said[at:at] = said[at : at + length]
            case "splice":
                _, other = draw(st.sampled_from(SEEDS))
                begin = draw(st.integers(0, len(other)))
                said[at : at + length] = other[begin : begin + length]
            case "noise":
                said[at:at] = draw(st.binary(max_size=length))
    return bytes(said)


@pytest.mark.parametrize(("target", "data"), SEEDS, ids=[target for target, _ in SEEDS])
def test_what_is_sound_is_read_in_whatever_pieces(target, data):
    for piece in (64, 1000):
        assert kept(target, data, piece)


@pytest.mark.parametrize(("target", "data"), SEEDS, ids=[target for target, _ in SEEDS])
def test_a_golden_file_spoilt_is_read_or_refused(target, data):
    @settings(PATIENT, max_examples=25)
    @given(mutated(data), PIECES)
    def spoilt(said, piece):
        kept(target, said, piece)

    spoilt()


@settings(PATIENT, max_examples=200)
@given(st.sampled_from(TARGETS), st.lists(st.sampled_from(parsers.SIGNS), max_size=40), PIECES)
def test_nothing_but_special_signs_is_read_or_refused(target, signs, piece):
    kept(target, b"".join(signs) or b" ", piece)


@settings(PATIENT, max_examples=100)
@given(st.sampled_from(SEEDS), st.binary(min_size=1, max_size=300), PIECES)
def test_noise_is_read_or_refused(seed, noise, piece):
    target, data = seed
    kept(target, noise, piece)
    # behind a header that is sound
    kept(target, data[:200] + noise, piece)


def test_a_row_that_is_lost_is_found(monkeypatch):
    target, data = next(seed for seed in SEEDS if seed[0] == "cases")

    def losing(*given):
        return (replace(rows, read=rows.read + 1) for rows in read(*given))

    read = parsers.reading.read
    monkeypatch.setattr(parsers.reading, "read", losing)
    with pytest.raises(AssertionError):
        kept(target, data, 64)


def test_libfuzzer_finds_nothing_in_a_few_seconds(tmp_path):
    pytest.importorskip("atheris", reason="atheris is not installed")
    done = subprocess.run(
        [sys.executable, str(FUZZ / "fuzzing.py"), "-max_total_time=4", "-seed=1"],
        cwd=tmp_path, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done " in done.stderr
