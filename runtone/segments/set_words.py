"""A set of repeats in one sentence."""

from __future__ import annotations

from typing import Any

from runtone.segments.reasons import seconds_in_words

#: Distances that are run on purpose [m]; a set this close to one is called by it.
_ROUND_M = (60, 80, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1200, 1500, 1609, 2000, 2400, 3000, 3200, 5000)
_NEAR_ROUND = 0.04
_AS_FAST = 0.01


def describe(one: dict[str, Any]) -> str:
    """Return a set as its runner would tell it."""
    return f"{one['repeats']} x {_what(one)}, {_between(one)}; {_last_and_first(one['last_over_first'])}"


def _what(one: dict[str, Any]) -> str:
    usual = one["distance_m"]
    nearest = min(_ROUND_M, key=lambda metres: abs(metres - usual))
    times = _range(seconds_in_words(one["shortest_s"]), seconds_in_words(one["longest_s"]))
    if one["kind"] == "hill repeats":
        return f"{10 * round(usual / 10)} m uphill (+{one['climb_m']:.0f} m) in {times}"
    if abs(nearest - usual) <= _NEAR_ROUND * usual and one["distance_spread"] <= 2 * one["time_spread"] + 0.02:
        return f"{nearest} m in {times}"
    if one["distance_spread"] < one["time_spread"]:
        return f"{10 * round(usual / 10)} m in {times}"
    return f"{seconds_in_words(one['median_s'])} over {usual:.0f} m"


def _range(low: str, high: str) -> str:
    if low.endswith(" s") and high.endswith(" s") and low != high:
        low = low.removesuffix(" s")
    return low if low == high else f"{low}-{high}"


def _between(one: dict[str, Any]) -> str:
    rested = seconds_in_words(5 * round(one["rest_s"] / 5))
    if one["rest"] == "none":
        return "without a rest between"
    if one["back_down"] and one["rest"] != "stand":
        return f"{one['rest']} back down in {rested} between"
    if one["rest"] == "jog":
        return f"jog {10 * round(one['rest_distance_m'] / 10)} m between"
    return f"{one['rest']} {rested} between"


def _last_and_first(ratio: float) -> str:
    change = ratio - 1.0
    if abs(change) < _AS_FAST:
        return "last as fast as first"
    return f"last {100 * abs(change):.0f} % {'faster' if change > 0 else 'slower'} than first"
