"""`runtone share create|list|revoke`: shared links from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from runtone import clock
from runtone.sharing.snapshot import PARTS

if TYPE_CHECKING:
    from runtone.library import OwnedLibrary
    from runtone.library.shares.owned_shares import Choice, OwnedShares
    from runtone.library.shares.records import Share

DEFAULT_DAYS_VALID = 30
SUBTRACTION_NOTE = (
    "Note: another link shows one of these runs whole, or cut, where this one does not. Whoever has both can tell how "
    "long the hidden ends are."
)
LOCAL_ADDRESS = "http://127.0.0.1:8501"


def add_share_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``share`` and its three commands to the parser's commands."""
    share = commands.add_parser("share", help="links that show others what you choose")
    actions = share.add_subparsers(required=True, metavar="ACTION")

    create = actions.add_parser("create", help="make a link; it is printed once and stored nowhere")
    what = create.add_mutually_exclusive_group(required=True)
    what.add_argument("--run", type=int, metavar="ID", help="one run, by its number in `runtone runs`")
    what.add_argument("--days", nargs=2, type=_day, metavar=("FIRST", "LAST"), help="the runs of some days, YYYY-MM-DD")
    what.add_argument("--living", action="store_true", help="the last 12 weeks, kept up to date")
    create.add_argument(
        "--with",
        dest="parts",
        action="append",
        default=[],
        choices=PARTS,
        help="add a part, several times for several; none is added by itself",
    )
    create.add_argument("--label", default="", help="your word for it; no visitor sees it")
    until = create.add_mutually_exclusive_group()
    until.add_argument("--valid", type=int, default=DEFAULT_DAYS_VALID, metavar="DAYS", help="30 by default")
    until.add_argument("--until-revoked", action="store_true", help="open until it is revoked")
    create.add_argument("--json", action="store_true", help="print an object")
    create.set_defaults(command=_create)

    listing = actions.add_parser("list", help="the links that were made")
    listing.add_argument("--json", action="store_true", help="print a list")
    listing.set_defaults(command=_list)

    revoke = actions.add_parser("revoke", help="close a link at once")
    revoke.add_argument("share", type=int, metavar="ID", help="its number in `runtone share list`")
    revoke.add_argument("--json", action="store_true", help="print an object")
    revoke.set_defaults(command=_revoke)


def link_of(token: str) -> str:
    """Return the address to give away, on the server that the settings name."""
    from runtone.settings import settings

    return f"{(settings().public_url or LOCAL_ADDRESS).rstrip('/')}/s/{token}"


def share_to_plain(share: Share) -> dict[str, Any]:
    """Return a share as JSON can hold it; its token is not known any more."""
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


def _create(options: argparse.Namespace) -> int:
    shares = _mine().shares
    days_valid = None if options.until_revoked else options.valid
    choice = _choice(shares, options)
    if shares.can_be_subtracted(choice):
        sys.stderr.write(SUBTRACTION_NOTE + "\n")
    new = shares.create(choice, options.label, days_valid)
    link = link_of(new.token)
    if options.json:
        print(json.dumps({**share_to_plain(new.share), "link": link}, ensure_ascii=False, indent=1))
    else:
        print(link)
    return 0


def _choice(shares: OwnedShares, options: argparse.Namespace) -> Choice:
    if options.living:
        return shares.living(options.parts)
    if options.days:
        first, last = options.days
        return shares.of_days(first, last, options.parts)
    return shares.of_run(options.run, options.parts)


def _list(options: argparse.Namespace) -> int:
    every = [share_to_plain(share) for share in _mine().shares.all()]
    if options.json:
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


def _revoke(options: argparse.Namespace) -> int:
    shares = _mine().shares
    shares.revoke(options.share)
    if options.json:
        found = next(share for share in shares.all() if share.share_id == options.share)
        print(json.dumps(share_to_plain(found), ensure_ascii=False, indent=1))
    else:
        print(f"Link {options.share} opens nothing any more.")
    return 0


def _mine() -> OwnedLibrary:
    from runtone.library import Library

    return Library.open().owned_by()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is not a day; YYYY-MM-DD is expected."
        raise argparse.ArgumentTypeError(msg) from None
