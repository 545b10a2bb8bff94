"""Facts in, words out: every sentence and every figure with a unit, in the reader's own units.

The rooms before this one give typed facts in SI; pages, the command line, exports and shares read them here.
"""

from runtone.plurals import counted, listed, were
from runtone.wording.dates import MONTH_NAMES, MONTHS, WEEKDAYS, day, local_start, month_name, run_name
from runtone.wording.durations import MISSING, duration, duration_words, minutes_seconds
from runtone.wording.explanations import cause_sentence, explanation_headline, group_sentence, hard_minutes_sentence
from runtone.wording.figures import days_ago, easy_minutes, percent, times_usual
from runtone.wording.names import CAUSE_MARKS, CAUSE_NAMES, GROUP_NAMES, group_name, segment_label
from runtone.wording.segments import reason_sentence, reason_sentences, set_sentences
from runtone.wording.units import METRES_PER_FOOT, METRES_PER_MILE, Units

__all__ = [
    "CAUSE_MARKS",
    "CAUSE_NAMES",
    "GROUP_NAMES",
    "METRES_PER_FOOT",
    "METRES_PER_MILE",
    "MISSING",
    "MONTHS",
    "MONTH_NAMES",
    "WEEKDAYS",
    "Units",
    "cause_sentence",
    "counted",
    "day",
    "days_ago",
    "duration",
    "duration_words",
    "easy_minutes",
    "explanation_headline",
    "group_name",
    "group_sentence",
    "hard_minutes_sentence",
    "listed",
    "local_start",
    "minutes_seconds",
    "month_name",
    "percent",
    "reason_sentence",
    "reason_sentences",
    "run_name",
    "segment_label",
    "set_sentences",
    "times_usual",
    "were",
]
