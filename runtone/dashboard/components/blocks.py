"""The small blocks that pages are made of: titles, figures, tables, notes, empty states.

Markup is made by `markupsafe.Markup.format`, which escapes whatever is not markup already; what is shown is escaped
unless it is `Markup`, so text from a file cannot become any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup, escape

from runtone.dashboard.components.theme import STEP_MARKS, Theme

if TYPE_CHECKING:
    from runtone.vocabulary import Step


def html(markup: Markup) -> None:
    """Show markup; plain text is escaped."""
    st.html(str(escape(markup)))


def title(text: str, under: str = "") -> None:
    """Show a page's title and the line under it."""
    html(Markup('<div class="rt-title"><h1>{}</h1><p class="rt-when">{}</p></div>').format(text, under))


def heading(text: str) -> None:
    """Show a section's heading."""
    st.header(text, anchor=False)


def subheading(text: str) -> None:
    """Show the heading of a part of a section."""
    html(Markup('<p class="rt-subheading"><strong>{}</strong></p>').format(text))


def sentence_markup(text: str) -> Markup:
    """Return a sentence that answers a question."""
    return Markup('<p class="rt-sentence">{}</p>').format(text)


def note_markup(text: str) -> Markup:
    """Return a short remark in small muted type."""
    return Markup('<p class="rt-note">{}</p>').format(text)


def sentence(text: str) -> None:
    """Show the one sentence that answers the page's question."""
    html(sentence_markup(text))


def note(text: str) -> None:
    """Show a short remark in small muted type."""
    html(note_markup(text))


def figures(pairs: Iterable[tuple[str, str]]) -> None:
    """Show named figures in a row; the unit after the first space is set small."""
    html(figures_markup(pairs))


def figures_markup(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Return named figures in a row; the unit after the first space is set small."""
    return Markup('<dl class="rt-figures">{}</dl>').format(Markup("").join(_figure(*pair) for pair in pairs))


def _figure(name: str, value: str) -> Markup:
    number, _, unit = value.partition(" ")
    small = Markup(" <small>{}</small>").format(unit) if unit else ""
    return Markup("<div><dt>{}</dt><dd>{}{}</dd></div>").format(name, number, small)


def table(
    columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, str]], *, caption: str, stack: bool = False
) -> Markup:
    """Return a table.

    Parameters
    ----------
    columns : sequence of tuple
        Heading and kind of each column: any of ``number``, ``wide`` and ``late`` (left out on a phone), or nothing.
    rows : iterable of mapping
        Text or markup by heading.
    caption : str
        What the table holds, for a screen reader.
    stack : bool
        On a phone, set a row's wide cell under the others.
    """
    classes = {name: " ".join(f"rt-{word}" for word in kind.split()) for name, kind in columns}
    head = Markup("").join(Markup('<th scope="col" class="{}">{}</th>').format(classes[name], name) for name in classes)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td class="{}">{}</td>').format(classes[name], row.get(name, "")) for name in classes
            )
        )
        for row in rows
    )
    return Markup(
        '<div class="rt-scroll"><table class="{}"><caption class="rt-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format("rt-table rt-stack" if stack else "rt-table", caption, head, body)


def swatch(colour: str, text: str) -> Markup:
    """Return a square of colour and its words."""
    return Markup('<span class="rt-swatch" style="background:{}"></span>{}').format(colour, text)


def step_chip(step: Step | None, theme: Theme) -> Markup:
    """Return a step against the usual weeks as a coloured word."""
    if step is None:
        return Markup('<span class="rt-muted">no usual weeks yet</span>')
    return Markup('<span class="rt-chip" style="background:{};color:{}">{}</span>').format(
        theme.ramp[step], theme.ramp_text[step], f"{step} {STEP_MARKS[step]}".rstrip()
    )


def legend(steps: Iterable[tuple[str, str]]) -> Markup:
    """Return what colours mean: each with its words."""
    items = (Markup('<span class="rt-step"><i style="background:{}"></i>{}</span>').format(*step) for step in steps)
    return Markup('<div class="rt-legend">{}</div>').format(Markup("").join(items))


def empty(heading_text: str, why: str, next_step: str = "") -> None:
    """Show an empty state: what is missing, why, and the one thing to do next."""
    further = Markup("<p>{}</p>").format(next_step) if next_step else ""
    html(Markup('<div class="rt-empty"><h2>{}</h2><p>{}</p>{}</div>').format(heading_text, why, further))
