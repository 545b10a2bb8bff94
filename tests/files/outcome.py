"""What reading some bytes comes to."""

from __future__ import annotations

from runtone.errors import ActivityError
from runtone.files import Activity, read_activity


def run_of(found: Activity | ActivityError) -> Activity:
    assert isinstance(found, Activity), found
    return found


def outcome(data: bytes, name: str | None = None) -> Activity | ActivityError:
    """Return the activity or the error; anything else that is raised is a defect and passes through."""
    try:
        return read_activity(data, name)
    except ActivityError as error:
        # The safety net for what no one foresaw is not what these tests are after.
        if error.__cause__ is not None and "unexpected" in str(error):
            raise error.__cause__ from error
        return error
