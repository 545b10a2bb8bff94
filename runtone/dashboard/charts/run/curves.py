"""The curves under a run's altitude: pace, heart rate, cadence, and what else the watch recorded."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from runtone.dashboard.charts.base import axis
from runtone.dashboard.components.theme import Theme
from runtone.wording import MISSING, Units, minutes_seconds


class Curve(NamedTuple):
    """What a column of the track is called, its unit, how many digits are told, and by what it is divided for that."""

    name: str
    unit: str
    digits: int = 0
    divided_by: float = 1.0


CURVES = {
    "heart_rate_bpm": Curve("Heart rate", "bpm"),
    "cadence_spm": Curve("Cadence", "steps/min"),
    "power_w": Curve("Power", "W"),
    "step_length_mm": Curve("Step length", "m", 2, 1000.0),
    "stance_time_ms": Curve("Ground contact", "ms"),
    "vertical_oscillation_mm": Curve("Vertical oscillation", "cm", 1, 10.0),
    "vertical_ratio_pct": Curve("Vertical ratio", "%", 1),
    "stance_time_balance_pct": Curve("Contact balance", "% left", 1),
    "temperature_c": Curve("Temperature", "°C"),
}
"""By the track's column, in the order in which they are offered."""
SMOOTHED = ("speed_m_s", "grade_adjusted_speed_m_s", *(name for name in CURVES if name != "heart_rate_bpm"))
LEAST_SMOOTHED_S = 5
"""Shorter stretches of a second-by-second line than this are noise [s]."""
LEAST_APART_M_S = 0.05
"""An adjusted pace that is never further from the pace than this is not drawn a second time [m/s]."""
PACES_S = (120, 150, 180, 210, 240, 270, 300, 330, 360, 390, 420, 480, 540, 600, 720, 900, 1200, 1800, 3600)
"""Paces that an axis may be marked with [s a kilometre or mile]."""
NEAREST_PACES = 0.16
"""Marks of the pace axis lie no nearer to each other, as a share of its height."""


def smoothed(track: pd.DataFrame, seconds_a_point: float) -> pd.DataFrame:
    """Return a track whose noisy columns are means of so many seconds as a screen can show apart.

    Parameters
    ----------
    track : pandas.DataFrame
    seconds_a_point : float
        How many seconds lie between two points that are drawn [s].
    """
    window = max(LEAST_SMOOTHED_S, int(2 * seconds_a_point) | 1)
    columns = [name for name in SMOOTHED if name in track]
    means = track[columns].rolling(window, center=True, min_periods=1).mean()
    return track.assign(**{name: means[name].where(track[name].notna()) for name in columns})


def add_pace(
    figure: go.Figure,
    kept: pd.DataFrame,
    x: NDArray[np.float64],
    units: Units,
    theme: Theme,
    domain: tuple[float, float],
) -> None:
    """Add pace and adjusted pace on ``y2``; the axis is even in speed, so that a walk does not press running flat."""
    speeds = {
        "pace": kept["speed_m_s"].to_numpy(dtype=float),
        "grade-adjusted": kept["grade_adjusted_speed_m_s"].to_numpy(dtype=float),
    }
    drawn = np.concatenate(list(speeds.values()))
    drawn = drawn[np.isfinite(drawn)]
    if not drawn.size or not drawn.max() > 0.0:
        return
    slow, fast = max(float(np.quantile(drawn, 0.02)) - 0.15, 0.0), float(np.quantile(drawn, 0.999)) + 0.15
    ticks = _pace_ticks(slow, fast, units)
    figure.update_layout(
        yaxis2=axis(
            theme,
            title=_title(f"pace ({units.pace_unit})", theme),
            domain=list(domain),
            range=[slow, fast],
            tickvals=[units.metres_per_distance / tick for tick in ticks],
            ticktext=[minutes_seconds(tick) for tick in ticks],
        )
    )
    hilly = bool((np.abs(speeds["pace"] - speeds["grade-adjusted"]) > LEAST_APART_M_S).any())
    for name, line in (
        ("pace", {"color": theme.text, "width": 1.5}),
        *([("grade-adjusted", {"color": theme.muted, "width": 1.2, "dash": "dot"})] if hilly else []),
    ):
        figure.add_scatter(
            x=rounded(x, 3),
            y=rounded(speeds[name], 2),
            yaxis="y2",
            mode="lines",
            line=line,
            name=name,
            connectgaps=False,
            customdata=[units.pace_text(speed, unit=False) for speed in speeds[name].tolist()],
            hovertemplate=f"{name} %{{customdata}} {units.pace_unit}<extra></extra>",
        )


def add_curve(
    figure: go.Figure,
    column: str,
    kept: pd.DataFrame,
    x: NDArray[np.float64],
    theme: Theme,
    on: str,
    domain: tuple[float, float],
) -> None:
    """Add a column of the track on an axis of its own.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
    column : str
        A key of `CURVES`.
    kept : pandas.DataFrame
        The rows of the track that are drawn.
    x : numpy.ndarray
        Where each lies.
    theme : Theme
    on : str
        The axis, for example ``"y3"``.
    domain : tuple of float
    """
    curve = CURVES[column]
    values = kept[column].to_numpy(dtype=float) / curve.divided_by
    low, high = np.nanquantile(values, 0.04), np.nanquantile(values, 0.995)
    room = max(float(high - low) * 0.12, 10.0**-curve.digits)
    name = curve.name.lower()
    figure.update_layout(
        {
            f"yaxis{on[1:]}": axis(
                theme,
                title=_title(curve.unit, theme),
                domain=list(domain),
                range=[float(low) - room, float(high) + room],
                nticks=4,
            )
        }
    )
    figure.add_annotation(
        text=curve.name,
        x=0,
        y=domain[1],
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        yshift=-2,
        showarrow=False,
        font={"size": 12, "color": theme.muted},
    )
    figure.add_scatter(
        x=rounded(x, 3),
        y=rounded(values, curve.digits + 1),
        yaxis=on,
        mode="lines",
        line={"color": theme.accent if column == "heart_rate_bpm" else theme.muted, "width": 1.4},
        name=name,
        showlegend=False,
        connectgaps=False,
        hovertemplate=f"{name} %{{y:.{curve.digits}f}} {curve.unit}<extra></extra>",
    )


def curve_mean(track: pd.DataFrame, column: str) -> str:
    """Return the mean of a column with its unit, over the seconds that moved and hold a value."""
    curve = CURVES[column]
    mean = track.loc[track["moving"].to_numpy(dtype=bool), column].mean() if "moving" in track else track[column].mean()
    return MISSING if np.isnan(mean) else f"{mean / curve.divided_by:.{curve.digits}f} {curve.unit}"


def rounded(values: NDArray[np.float64], digits: int) -> list[float | None]:
    """Return figures short enough to be sent, None where there is none."""
    return [round(float(value), digits) if np.isfinite(value) else None for value in values]


def _title(text: str, theme: Theme) -> dict[str, object]:
    return {"text": text, "font": {"color": theme.muted, "size": 12}, "standoff": 6}


def _pace_ticks(slow: float, fast: float, units: Units) -> list[int]:
    """Return round paces within a range of speeds [m/s], the fastest first, none too near to the one before."""
    ticks: list[int] = []
    for pace in PACES_S:
        speed = units.metres_per_distance / pace
        apart = not ticks or units.metres_per_distance / ticks[-1] - speed >= NEAREST_PACES * (fast - slow)
        if slow <= speed <= fast and apart:
            ticks.append(pace)
    return ticks
