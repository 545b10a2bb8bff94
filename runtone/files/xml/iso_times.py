"""ISO 8601 instants, thousands at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from runtone.files.samples.time_order import NO_TIME, NS_PER_S

LONGEST = 40
"""Longest text that is taken for a time [bytes]."""

_IMPOSSIBLE = NO_TIME + 1  # a date that can be read but lies outside what 64 bits of nanoseconds hold
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
_LARGEST_OFFSET_S = 16 * 3600

Bytes2D = NDArray[np.uint8]
IntArray = NDArray[np.int64]


class Instants(NamedTuple):
    """Parsed instants.

    Attributes
    ----------
    time_ns : array of int64, shape (n,)
        Unix time [ns]; `NO_TIME` where the text is no time.
    offset_s : array of int64, shape (n,)
        The written offset from UTC [s].
    zoned : array of bool, shape (n,)
        Whether an offset or a Z is written at all.
    """

    time_ns: IntArray
    offset_s: IntArray
    zoned: NDArray[np.bool_]


def texts_as_rows(texts: list[bytes], width: int = LONGEST) -> Bytes2D:
    """Return texts as rows of bytes, padded with zeros; a text that is too long becomes an empty row."""
    fitting = [text.strip() if len(text.strip()) <= width else b"" for text in texts]
    return np.array(fitting, dtype=f"S{width}").view(np.uint8).reshape(len(texts), width)


def parse_instants(rows: Bytes2D) -> Instants:
    """Parse ``2021-01-19T23:30:50.123Z`` and its relatives.

    Date and time are separated by T or a space; the fraction of a second may have any length; the zone is Z, an
    offset (``+02:00``, ``+0200``, ``+02``) or nothing, which counts as UTC.

    Parameters
    ----------
    rows : array of uint8, shape (n, w)
        One text a row, without blanks around it and padded with zeros.

    Returns
    -------
    Instants
    """
    n = len(rows)
    if rows.shape[1] < 26:
        rows = np.pad(rows, ((0, 0), (0, 26 - rows.shape[1])))
    digits = rows.astype(np.int16) - 48
    is_digit = (digits >= 0) & (digits <= 9)

    def number(start: int, stop: int) -> IntArray:
        value = np.zeros(n, dtype=np.int64)
        for place in range(start, stop):
            value = value * 10 + digits[:, place]
        return value

    readable = (rows[:, 4] == ord("-")) & (rows[:, 7] == ord("-"))
    readable &= (rows[:, 13] == ord(":")) & (rows[:, 16] == ord(":"))
    readable &= np.isin(rows[:, 10], np.frombuffer(b"Tt ", dtype=np.uint8))
    for start, stop in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19)):
        readable &= is_digit[:, start:stop].all(axis=1)
    year, month, day = number(0, 4), number(5, 7), number(8, 10)
    hour, minute, second = number(11, 13), number(14, 16), number(17, 19)
    readable &= (month >= 1) & (month <= 12) & (hour <= 23) & (minute <= 59) & (second <= 60) & (day >= 1)
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    readable &= day <= _MONTH_DAYS[np.clip(month, 0, 12)] + ((month == 2) & leap)

    fraction_ns, zone_at = _fraction(rows, digits, is_digit)
    offset_s, zoned, zone_readable = _zone(rows, zone_at)
    readable &= zone_readable
    seconds = _days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset_s
    possible = (year >= 1700) & (year <= 2250)
    time_ns = np.where(possible, seconds, 0) * NS_PER_S + fraction_ns
    time_ns = np.where(readable, np.where(possible, time_ns, _IMPOSSIBLE), NO_TIME)
    return Instants(time_ns, np.where(readable, offset_s, 0), zoned & readable)


def _fraction(rows: Bytes2D, digits: NDArray[np.int16], is_digit: NDArray[np.bool_]) -> tuple[IntArray, IntArray]:
    """Return the fraction of a second [ns] and the column at which the zone begins."""
    n, width = rows.shape
    has_fraction = (rows[:, 19] == ord(".")) | (rows[:, 19] == ord(","))
    if not has_fraction.any():
        return np.zeros(n, dtype=np.int64), np.full(n, 19, dtype=np.int64)
    run = np.logical_and.accumulate(is_digit[:, 20:], axis=1) & has_fraction[:, None]
    fraction_ns = np.zeros(n, dtype=np.int64)
    for place in range(min(9, width - 20)):
        fraction_ns += np.where(run[:, place], digits[:, 20 + place].astype(np.int64), 0) * 10 ** (8 - place)
    return fraction_ns, 19 + np.where(has_fraction, 1 + run.sum(axis=1), 0)


def _zone(rows: Bytes2D, at: IntArray) -> tuple[IntArray, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the offset [s], whether there is a zone, and whether what stands there makes sense."""
    n, width = rows.shape
    padded = np.zeros((n, width + 7), dtype=np.uint8)
    padded[:, :width] = rows
    zone = np.take_along_axis(padded, at[:, None] + np.arange(7), axis=1)
    nothing = zone[:, 0] == 0
    utc = np.isin(zone[:, 0], np.frombuffer(b"Zz", dtype=np.uint8)) & (zone[:, 1] == 0)
    if (nothing | utc).all():
        return np.zeros(n, dtype=np.int64), utc, np.ones(n, dtype=bool)
    value = zone.astype(np.int64) - 48
    digit = (value >= 0) & (value <= 9)
    signed = np.isin(zone[:, 0], np.frombuffer(b"+-", dtype=np.uint8)) & digit[:, 1] & digit[:, 2]
    with_colon = signed & (zone[:, 3] == ord(":")) & digit[:, 4] & digit[:, 5] & (zone[:, 6] == 0)
    without = signed & digit[:, 3] & digit[:, 4] & (zone[:, 5] == 0)
    hours_only = signed & (zone[:, 3] == 0)
    minutes = np.where(with_colon, value[:, 4] * 10 + value[:, 5], 0) + np.where(
        without, value[:, 3] * 10 + value[:, 4], 0
    )
    sign = np.where(zone[:, 0] == ord("-"), -1, 1)
    written = with_colon | without | hours_only
    offset = np.where(written, sign * ((value[:, 1] * 10 + value[:, 2]) * 3_600 + minutes * 60), 0)
    sensible = nothing | utc | (written & (np.abs(offset) <= _LARGEST_OFFSET_S) & (minutes < 60))
    return np.where(sensible, offset, 0), utc | written, sensible


def _days_since_1970(year: IntArray, month: IntArray, day: IntArray) -> IntArray:
    """Return days from 1970-01-01 in the Gregorian calendar.

    References
    ----------
    H. Hinnant, "chrono-compatible low-level date algorithms", 2013, `days_from_civil`.
    """
    shifted = year - (month <= 2)
    era = shifted // 400
    year_of_era = shifted - era * 400
    day_of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    days: IntArray = era * 146_097 + day_of_era - 719_468
    return days
