"""Every chart of the dashboard: pure functions from frames to plotly figures or SVG, one family with one base."""

from runtone.dashboard.charts.bars import week_bars
from runtone.dashboard.charts.base import chart_options, is_empty
from runtone.dashboard.charts.calendar import calendar, month_calendar
from runtone.dashboard.charts.group_trend import group_trend, group_zones
from runtone.dashboard.charts.plan import planned_week
from runtone.dashboard.charts.records import record_progress
from runtone.dashboard.charts.run.climb import equivalent_paces
from runtone.dashboard.charts.run.curves import CURVES, curve_mean
from runtone.dashboard.charts.run.line_colours import LineColour, colour_legend, line_colours_of
from runtone.dashboard.charts.run.profile import Along, profile
from runtone.dashboard.charts.run.repeats import repeats
from runtone.dashboard.charts.run.route import places_on_route, route, sparkline
from runtone.dashboard.charts.run.run_load import run_load
from runtone.dashboard.charts.run.tiles import Tiles
from runtone.dashboard.charts.small import fingerprint, outline
from runtone.dashboard.charts.standalone import standalone_page
from runtone.dashboard.charts.trend import Line, trend_lines
from runtone.dashboard.charts.weeks import weekly_load

__all__ = [
    "CURVES",
    "Along",
    "Line",
    "LineColour",
    "Tiles",
    "calendar",
    "chart_options",
    "colour_legend",
    "curve_mean",
    "equivalent_paces",
    "fingerprint",
    "group_trend",
    "group_zones",
    "is_empty",
    "line_colours_of",
    "month_calendar",
    "outline",
    "places_on_route",
    "planned_week",
    "profile",
    "record_progress",
    "repeats",
    "route",
    "run_load",
    "sparkline",
    "standalone_page",
    "trend_lines",
    "week_bars",
    "weekly_load",
]
