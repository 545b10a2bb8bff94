"""Text from a file never becomes markup, whichever block shows it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import streamlit as st
from markupsafe import Markup

from runtone.dashboard.components import blocks, run_lines
from runtone.dashboard.components.context import RenderContext
from runtone.dashboard.components.run_lines import RunLine
from runtone.dashboard.components.theme import LIGHT
from runtone.wording import Units

HOSTILE = '<img src=x onerror="alert(1)">&"\''


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(st, "html", texts.append)
    return texts


def test_every_block_escapes_what_it_is_given(shown: list[str]) -> None:
    blocks.title(HOSTILE, HOSTILE)
    blocks.subheading(HOSTILE)
    blocks.sentence(HOSTILE)
    blocks.note(HOSTILE)
    blocks.figures([(HOSTILE, f"5 {HOSTILE}")])
    blocks.empty(HOSTILE, HOSTILE, HOSTILE)
    blocks.html(blocks.table([(HOSTILE, "")], [{HOSTILE: HOSTILE}], caption=HOSTILE))
    blocks.html(blocks.swatch("#123456", HOSTILE))
    blocks.html(blocks.legend([("#123456", HOSTILE)]))
    blocks.html(HOSTILE)  # type: ignore[arg-type]
    assert len(shown) == 10
    for text in shown:
        assert "<img" not in text
        assert "&lt;img" in text


def test_markup_stays_markup(shown: list[str]) -> None:
    chip = blocks.swatch("#123456", "Quads")
    blocks.html(blocks.table([("Group", "")], [{"Group": chip}], caption="Load"))
    assert f'<td class="">{chip}</td>' in shown[0]


def test_a_runs_name_in_a_list_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Markup] = []
    monkeypatch.setattr(RenderContext, "picture", lambda self, markup, name, can_save=True: drawn.append(markup))
    line = RunLine(
        number=1,
        on=date(2026, 6, 1),
        name=HOSTILE,
        figures=dict.fromkeys(("distance_m", "moving_s", "mean_speed_m_s", "ascent_m")),
        address=f"run?{HOSTILE}",
        heights=np.zeros(0),
        causes=(),
        stress={},
        selected=False,
    )
    run_lines.run_lines([line], RenderContext(units=Units(), theme=LIGHT), "runs")
    assert "<img" not in drawn[0]
    assert drawn[0].count("&lt;img") == 3
