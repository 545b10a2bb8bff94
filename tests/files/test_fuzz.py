from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.files.fit.fit_writer import definition, fit_file, run_file
from tests.files.fuzz import require_sound, sources
from tests.files.mutations import MUTATIONS, Mutation, mutated
from tests.files.outcome import outcome
from tests.files.xml.test_gpx import gpx, run
from tests.files.xml.test_tcx import lap, tcx

WRITTEN = [run_file(40), gpx(run(40)), tcx(lap(0, 40))]


@pytest.mark.parametrize("group", range(10))
def test_mutated_recordings_give_an_activity_or_an_error(group: int) -> None:
    files = sources()
    # The run of a hundred thousand is done by hand: see `tests.files.fuzz`.
    for seed in range(group * 1_000_000, group * 1_000_000 + 40):
        require_sound(outcome(mutated(seed, files), "x"))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WRITTEN), st.lists(st.sampled_from(MUTATIONS), max_size=4), st.randoms(use_true_random=False))
def test_mutations_in_any_order(data: bytes, mutations: list[Mutation], rng: random.Random) -> None:
    for mutation in mutations:
        data = mutation(rng, data or b"\0", WRITTEN[0])
    require_sound(outcome(data, "x"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    require_sound(outcome(data, "x"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_behind_a_fit_header(data: bytes) -> None:
    require_sound(outcome(fit_file(data), "x"))
    require_sound(outcome(fit_file(data)[:-1] + b"\x55", "x"))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 255), st.sampled_from(range(256)), st.integers(0, 255)), max_size=12),
    st.booleans(),
    st.binary(max_size=200),
)
def test_any_record_definition(fields: list[tuple[int, int, int]], big_endian: bool, data: bytes) -> None:
    head = bytearray(definition(0, 20, (), big_endian=big_endian))
    head[5] = len(fields)
    body = bytes(head) + b"".join(bytes(each) for each in fields)
    require_sound(outcome(fit_file(body + b"\0" + data), "x"))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_in_a_track(text: str) -> None:
    require_sound(outcome(gpx(run(5) + text), "x"))
    require_sound(outcome(gpx(run(5), track=f"<name>{text}</name>"), "x"))
