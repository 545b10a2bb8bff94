"""Starting the dashboard's server, from any folder."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from runtone.dashboard.server.exposure import check_exposure
from runtone.dashboard.server.start_token import announce
from runtone.dashboard.server.upload_quota import largest_file_mb
from runtone.errors import SettingsError
from runtone.settings import settings

SCRIPT = Path(__file__).with_name("entry") / "app_script.py"
SERVER = Path(__file__).with_name("server_script.py")
PORTS_TO_TRY = 20


def serve(
    port: int = 8501,
    address: str = "127.0.0.1",
    *,
    public_demo: bool = False,
    shares_only: bool = False,
) -> int:
    """Serve the dashboard until interrupted.

    Theme and other options come from ``.streamlit/config.toml`` beside the script, which Streamlit reads for whichever
    folder the command was started in; only what depends on this call is passed as a flag.

    Parameters
    ----------
    port : int
        Where to listen; the next free one of the following twenty if it is taken.
    address : str
        Network address to listen on; nothing but this machine by default.
    public_demo : bool
        Give each visitor a private, temporary library; the same as ``RUNTONE_PUBLIC_DEMO=1``.
    shares_only : bool
        Show shared links and nothing else; the same as ``RUNTONE_SHARES_ONLY=1``.

    Returns
    -------
    int
        Exit status.

    Raises
    ------
    SettingsError
        No port is free, or others could reach the dashboard without a login.
    """
    for name, wanted in (("RUNTONE_PUBLIC_DEMO", public_demo), ("RUNTONE_SHARES_ONLY", shares_only)):
        if wanted:
            os.environ[name] = "1"
    settings.cache_clear()
    check_exposure(address, settings())
    from streamlit.web import cli

    chosen = _free_port(port, address)
    host = f"[{address}]" if ":" in address else address
    announce(host, chosen)
    flags: dict[str, object] = {
        "server.address": address,
        "server.port": chosen,
        "server.headless": True,  # no window opens by itself
        "logger.hideWelcomeMessage": True,  # one address to click, ours
    }
    file_mb = largest_file_mb()
    if file_mb is not None:
        flags["server.maxUploadSize"] = file_mb
    arguments = ["run", str(SERVER), *(f"--{name}={str(value).lower()}" for name, value in flags.items())]
    try:
        cli.main(arguments, prog_name="runtone", standalone_mode=False)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def _free_port(first: int, address: str) -> int:
    for port in range(first, first + PORTS_TO_TRY):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                continue
            return port
    msg = f"Ports {first} to {first + PORTS_TO_TRY - 1} on {address} are all in use. Choose another with --port."
    raise SettingsError(msg)
