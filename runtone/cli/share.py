"""`runtone share create|list|revoke`: shared links from the command line."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runtone.cli.library import own_library
from runtone.sharing.parts import PARTS

if TYPE_CHECKING:
    from runtone.library.shares.stored_shares import Share

DEFAULT_DAYS_VALID = 30
SUBTRACTION_NOTE = (
    "Note: another link shows one of these runs whole, or cut, where this one does not. Whoever has both can tell how "
    "long the hidden ends are."
)
DEFAULT_PORT = 8501

app = typer.Typer(help="Links that show others what you choose.", no_args_is_help=False, rich_markup_mode=None)
AddedPart = StrEnum("AddedPart", {part: part for part in PARTS})  # type: ignore[misc]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def create(
    run: Annotated[int | None, typer.Option(metavar="ID", help="One run, by its number in `runtone runs`.")] = None,
    days: Annotated[
        tuple[datetime, datetime] | None,
        typer.Option(metavar="FIRST LAST", formats=["%Y-%m-%d"], help="The runs of some days, YYYY-MM-DD."),
    ] = None,
    living: Annotated[bool, typer.Option("--living", help="The last 12 weeks, kept up to date.")] = False,
    parts: Annotated[
        list[AddedPart] | None,
        typer.Option("--with", help="Add a part, several times for several; none is added by itself."),
    ] = None,
    label: Annotated[str, typer.Option(help="A label; no visitor sees it.")] = "",
    valid: Annotated[int, typer.Option(metavar="DAYS", help="How long it opens.")] = DEFAULT_DAYS_VALID,
    until_revoked: Annotated[bool, typer.Option("--until-revoked", help="Open until it is revoked.")] = False,
    as_json: AsJson = False,
) -> int:
    """Make a link; it is printed once and stored nowhere."""
    if (run is not None) + (days is not None) + living != 1:
        msg = "One of --run, --days and --living says what the link shows."
        raise typer.BadParameter(msg)
    shares = own_library().shares
    added = [part.value for part in parts or ()]
    if days is not None:
        choice = shares.of_days(days[0].date(), days[1].date(), added)
    else:
        choice = shares.living(added) if run is None else shares.of_run(run, added)
    if shares.can_be_subtracted(choice):
        print(SUBTRACTION_NOTE, file=sys.stderr)
    new = shares.create(choice, label, None if until_revoked else valid)
    address, note = address_of_links()
    link = f"{address}/s/{new.token}"
    print(json.dumps({**share_to_plain(new.share), "link": link}, ensure_ascii=False, indent=1) if as_json else link)
    for part in sorted(set(added) - new.share.parts):
        print(f"Without {part}: nothing of it is left outside private places.", file=sys.stderr)
    if note:
        print(note, file=sys.stderr)
    return 0


def address_of_links() -> tuple[str, str]:
    """Return the address that links begin with, and what to say of it: others reach only the one of the settings."""
    from runtone.dashboard.server.running import running_port
    from runtone.settings import settings

    public = settings().public_url
    if public is not None:
        return public.rstrip("/"), ""
    port = running_port()
    found = (
        "Your server on this machine listens there" if port else "No server of yours runs; `runtone serve` starts one"
    )
    return f"http://localhost:{port or DEFAULT_PORT}", (
        f"{found}, and only this machine reaches it. Set RUNTONE_PUBLIC_URL to the address at which others do, and "
        "links begin with it."
    )


@app.command("list")
def list_links(as_json: AsJson = False) -> int:
    """Print the links that were made."""
    every = [share_to_plain(share) for share in own_library().shares.all()]
    if as_json:
        print(json.dumps(every, ensure_ascii=False, indent=1))
        return 0
    for share in every:
        until = f"until {share['expires_at'][:10]}" if share["expires_at"] else "until revoked"
        added = ", ".join(share["with"]) or "nothing added"
        state = f"open {until}" if share["state"] == "active" else share["state"]
        if share["runs_left"] == 0:
            state = f"{share['state']}, its runs deleted" if share["state"] != "active" else "nothing: runs deleted"
        named = f"{share['id']:>4}  {share['kind']:<6}  {state:<22}"
        print(f"{named}  opened {share['visits']:>3} x  {added:<40}  {share['label']}".rstrip())
    if not every:
        print("No links yet; `runtone share create --living` makes one.")
    return 0


@app.command()
def revoke(
    share: Annotated[int, typer.Argument(metavar="ID", help="Its number in `runtone share list`.")],
    as_json: AsJson = False,
) -> int:
    """Close a link at once."""
    shares = own_library().shares
    shares.revoke(share)
    if as_json:
        found = next(each for each in shares.all() if each.share_id == share)
        print(json.dumps(share_to_plain(found), ensure_ascii=False, indent=1))
    else:
        print(f"Link {share} opens nothing any more.")
    return 0


def share_to_plain(share: Share) -> dict[str, Any]:
    """Return a share as JSON can hold it; its token is not known any more."""
    from runtone import clock

    return {
        "id": share.share_id,
        "label": share.label,
        "kind": share.kind,
        "with": sorted(share.parts),
        "runs": None if share.run_ids is None else len(share.run_ids),
        "runs_left": share.runs_left,
        "first_day": None if share.first_day is None else share.first_day.isoformat(),
        "last_day": None if share.last_day is None else share.last_day.isoformat(),
        "state": share.state(clock.now()),
        "created_at": share.created_at.isoformat(timespec="seconds"),
        "expires_at": None if share.expires_at is None else share.expires_at.isoformat(timespec="seconds"),
        "revoked_at": None if share.revoked_at is None else share.revoked_at.isoformat(timespec="seconds"),
        "visits": share.visits,
    }
