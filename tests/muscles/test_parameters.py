import ast
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import runtone.muscles
from runtone.muscles import GROUPS, level_anchors, parameters

SOURCES = sorted(Path(runtone.muscles.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("table", [parameters, level_anchors])
def test_every_number_has_a_unit_and_a_source(table: Callable[[], pd.DataFrame]) -> None:
    assert (table()[["unit", "source"]].map(str.strip) != "").all(axis=None)


def test_every_parameter_says_what_it_rests_on() -> None:
    known = {"derived", "published", "calibrated", "assumption", "judgement", "physics", "definition", "display choice"}
    assert set(parameters()["basis"]) <= known


def test_no_parameter_is_listed_twice() -> None:
    assert not parameters().duplicated(["name", "muscle_group", "action", "phase"]).any()
    assert not level_anchors().duplicated(["muscle_group", "action", "phase"]).any()


def test_every_parameter_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    words = set(re.findall(r"[a-z_0-9{}']+", code))
    unused = [name for name in parameters()["name"].unique() if not _is_named(name, words)]
    assert unused == []


def _is_named(name: str, words: set[str]) -> bool:
    # Some are put together from a family and a member: "walking_cost" and a power, "zone_" and a zone.
    family = [name[: match.start()] for match in re.finditer("_", name)]
    return name in words or any(f"{prefix}_" + "{" in word or prefix in words for prefix in family for word in words)


def test_no_module_but_the_table_holds_a_number_of_the_model() -> None:
    # Numbers in code are units (60 s), halves, signs, array places, rows of a list, formats and tolerances.
    plain = {0, 1, 2, 3, 5, 6, 10, 15, 60, 100, 0.5, 2.5, 0.02, 0.05, 1e-9, 30, 355, 950, 1401, 4, 8}
    odd = {
        f"{path.name}: {node.value}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and node.value not in plain
    }
    assert odd == set()


def test_level_work_keeps_its_order_and_never_falls_below_nothing() -> None:
    work = level_anchors().filter(like="work_").to_numpy(float)
    assert work.shape == (24, 7)
    assert (work > 0.0).all()
    total = work.reshape(6, 4, 7).sum(axis=1)
    assert (np.diff(total) > 0.0).all(), "the groups' whole work rises with speed"
    assert list(level_anchors()["muscle_group"].unique()) == list(GROUPS[:6])
