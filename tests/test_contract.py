"""The public contract: what a notebook user may rely on."""

import inspect
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import runtone


def parameters(function: Callable[..., object]) -> dict[str, Any]:
    return {name: p.default for name, p in inspect.signature(function).parameters.items()}


def test_signatures() -> None:
    assert parameters(runtone.read_activity) == {"source": inspect.Parameter.empty, "name": None}
    assert next(iter(parameters(runtone.read_archive))) == "source"
    assert parameters(runtone.analyze) == {"activity": inspect.Parameter.empty, "runner": None}
    assert parameters(runtone.muscles.work_per_step) == {
        "speed_m_s": inspect.Parameter.empty,
        "grade": 0.0,
        "acceleration_m_s2": 0.0,
        "cadence_spm": None,
        "foot_strike": "unknown",
    }
    assert list(parameters(runtone.muscles.load_rate)) == ["track", "runner"]
    assert list(parameters(runtone.muscles.equivalent_speed))[:2] == ["rate_w_per_kg", "group"]
    assert list(parameters(runtone.tracks.grade_factor)) == ["grade"]
    assert parameters(runtone.training.consistency) == {
        "runs": inspect.Parameter.empty,
        "today": inspect.Parameter.empty,
        "target_runs_per_week": 3,
        "week_start": "monday",
        "excused_weeks": (),
    }


@pytest.mark.parametrize("name", runtone.__all__)
def test_all_that_is_promised_is_there(name: str) -> None:
    assert getattr(runtone, name) is not None


def test_a_notebook_never_meets_streamlit_plotly_or_a_database() -> None:
    code = (
        "import sys, runtone; print([m for m in ('streamlit', 'plotly', 'sqlalchemy', 'alembic') if m in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_types_are_shipped() -> None:
    from importlib.resources import files

    assert files("runtone").joinpath("py.typed").is_file()
