"""The small blocks that pages are made of: titles, figures, tables, notes, empty states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import streamlit as st

from runtone.dashboard.components.theme import STEP_MARKS, Theme
from runtone.vocabulary import Step


def html(markup: str) -> None:
    """Show markup of our own; what came from a file has been escaped by who made the markup."""
    st.html(markup)


def title(text: str, under: str = "") -> None:
    """Show a page's title and the line under it."""
    html(f'<div class="rt-title"><h1>{escape(text)}</h1><p class="rt-when">{escape(under)}</p></div>')


def heading(text: str) -> None:
    """Show a section's heading."""
    st.header(text, anchor=False)


def sentence(text: str) -> None:
    """Show the one sentence that answers the page's question."""
    html(f'<p class="rt-sentence">{escape(text)}</p>')


def note(text: str) -> None:
    """Show a short remark in small muted type."""
    html(f'<p class="rt-note">{escape(text)}</p>')


def figures(pairs: Iterable[tuple[str, str]]) -> None:
    """Show named figures in a row; the unit after the first space is set small."""
    html(f'<dl class="rt-figures">{"".join(_figure(name, value) for name, value in pairs)}</dl>')


def _figure(name: str, value: str) -> str:
    number, _, unit = value.partition(" ")
    small = f" <small>{escape(unit)}</small>" if unit else ""
    return f"<div><dt>{escape(name)}</dt><dd>{escape(number)}{small}</dd></div>"


def table(
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Mapping[str, str]],
    *,
    caption: str,
    trusted: Sequence[str] = (),
    stack: bool = False,
) -> str:
    """Return a table as HTML.

    Parameters
    ----------
    columns : sequence of tuple
        Heading and kind of each column: any of ``number``, ``wide`` and ``late`` (left out on a phone), or nothing.
    rows : iterable of mapping
        Text by heading.
    caption : str
        What the table holds, for a screen reader.
    trusted : sequence of str
        Headings whose cells are markup already.
    stack : bool
        On a phone, set a row's wide cell under the others.
    """
    head = "".join(f'<th scope="col" class="{_classes(kind)}">{escape(name)}</th>' for name, kind in columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{_classes(kind)}">{row.get(name, "") if name in trusted else escape(row.get(name, ""))}</td>'
            for name, kind in columns
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="rt-scroll"><table class="rt-table{" rt-stack" if stack else ""}"><caption '
        f'class="rt-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _classes(kind: str) -> str:
    return " ".join(f"rt-{word}" for word in kind.split())


def swatch(colour: str, text: str) -> str:
    """Return a square of colour and its words, as markup."""
    return f'<span class="rt-swatch" style="background:{colour}"></span>{escape(text)}'


def step_chip(step: Step | None, theme: Theme) -> str:
    """Return a step against the usual weeks as a coloured word, as markup."""
    if step is None:
        return '<span class="rt-muted">no usual weeks yet</span>'
    mark = STEP_MARKS[step]
    return (
        f'<span class="rt-chip" style="background:{theme.ramp[step]};color:{theme.ramp_text[step]}">'
        f"{step}{f' {mark}' if mark else ''}</span>"
    )


def empty(heading_text: str, why: str, next_step: str = "") -> None:
    """Show an empty state: what is missing, why, and the one thing to do next."""
    html(
        f'<div class="rt-empty"><h2>{escape(heading_text)}</h2><p>{escape(why)}</p>'
        f"{f'<p>{escape(next_step)}</p>' if next_step else ''}</div>"
    )
