"""Growth with speed against every laboratory at hand; docs/method.md and parameters.csv quote the errors."""

import re

import numpy as np
import pytest

from runtone.muscles import parameters
from tests.corpus import REPOSITORY
from tests.muscles.laboratories import FASTER, GROUPS_OF, MEAN_OF_TWO, left_out, measured, modelled

PAGE = (REPOSITORY / "docs" / "method.md").read_text(encoding="utf-8")


def error_left_out(quantity: str) -> float:
    return float(np.sqrt(np.mean(left_out(measured()[quantity]) ** 2)))


@pytest.mark.parametrize("quantity", GROUPS_OF)
def test_the_model_lies_among_the_laboratories(quantity: str) -> None:
    of = measured()[quantity]
    assert of.min() < modelled(quantity) < of.max()


@pytest.mark.parametrize("quantity", ["hip", "hip_flexors", "ankle"])
def test_a_fourth_laboratory_brought_the_model_nearer_to_their_mean(quantity: str) -> None:
    mean = measured()[quantity].mean()
    assert abs(modelled(quantity) - mean) < abs(MEAN_OF_TWO[quantity] - mean)


@pytest.mark.parametrize("quantity", GROUPS_OF)
def test_the_model_errs_no_more_than_a_laboratory_left_out(quantity: str) -> None:
    of = measured()[quantity]
    errors = FASTER ** (modelled(quantity) - of) - 1.0
    assert float(np.sqrt(np.mean(errors**2))) < error_left_out(quantity)


@pytest.mark.parametrize(("group", "quantity"), [("glutes", "hip"), ("quads", "knee"), ("calves", "ankle")])
def test_the_band_of_growth_is_the_error_of_a_laboratory_left_out(group: str, quantity: str) -> None:
    table = parameters()
    band = float(table[(table["name"] == "band_growth") & (table["muscle_group"] == group)]["value"].item())
    assert FASTER ** (band * modelled(quantity)) - 1.0 == pytest.approx(error_left_out(quantity), rel=0.1)


@pytest.mark.parametrize(("place", "quantity"), [("hip", "hip"), ("knee", "knee"), ("ankle", "ankle")])
def test_the_page_quotes_the_errors(place: str, quantity: str) -> None:
    said = re.search(rf"(\d+) % at the {place}", re.sub(r"\s+", " ", PAGE))
    assert said
    assert int(said[1]) == round(100 * error_left_out(quantity))
