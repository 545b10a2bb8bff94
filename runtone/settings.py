"""Settings from the environment: every one has a default, and a name that begins with ``RUNTONE_``."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtone.errors import SettingsError

_TILE_ADDRESS = (
    r"^https?://[A-Za-z0-9.-]+(:\d+)?/"
    r"[^\s{}\"'<>;,]*\{z\}[^\s{}\"'<>;,]*\{[xy]\}[^\s{}\"'<>;,]*\{[xy]\}[^\s{}\"'<>;,]*$"
)
"""A host that a content policy can name, and the three numbers of a tile."""


def _data_folder() -> Path:
    return Path(platformdirs.user_data_dir("runtone", appauthor=False))


class Settings(BaseSettings):
    """What the environment says; read once by `settings`.

    Parameters
    ----------
    data_folder : pathlib.Path
        Where the library lies when it is SQLite (``RUNTONE_DATA_FOLDER``); the user's data folder by default.
    database_url : str, optional
        SQLAlchemy address of the library's database (``RUNTONE_DATABASE_URL``), for example
        ``postgresql+psycopg://user@host/runtone``; SQLite in `data_folder` where it is not given.
    dask_scheduler : str, optional
        Address of a Dask scheduler that imports are spread over (``RUNTONE_DASK_SCHEDULER``), for example
        ``tcp://10.0.0.5:8786``; processes of this machine where it is not given.
    workers : int, optional
        Processes an import uses (``RUNTONE_WORKERS``); one for each processor where it is not given.
    largest_file_mb : float
        A larger file is not imported [MB] (``RUNTONE_LARGEST_FILE_MB``). A recording of 24 hours has 1 to 10 MB.
    auth : {"none", "oidc"}
        Who may use the dashboard (``RUNTONE_AUTH``): the one owner at this machine, or whoever logs in with the OpenID
        Connect provider of Streamlit's secrets, each with a library of their own.
    public_demo : bool
        Anybody may use the dashboard, each visitor with a private, temporary library (``RUNTONE_PUBLIC_DEMO``).
    shares_only : bool
        This server shows shared links and nothing else (``RUNTONE_SHARES_ONLY``).
    public_url : str, optional
        Where others reach this server (``RUNTONE_PUBLIC_URL``), for example ``https://runs.example.org``: what the
        addresses of shared links begin with.
    tile_address : str, optional
        Where tiles for a map under a run's line are (``RUNTONE_TILE_ADDRESS``), for example
        ``https://tiles.example.org/{z}/{x}/{y}.png``. Off by default: whoever serves the tiles learns around which
        places an owner's runs are looked at. Shared links never ask for any.
    tile_credit : str
        Who made that map (``RUNTONE_TILE_CREDIT``); shown on it, as most licences ask.
    private_address : {"auto", "on", "off"}
        Whether the address of a dashboard without a login carries a secret (``RUNTONE_PRIVATE_ADDRESS``); by default
        where several people use the machine.
    arrivals : {"auto", "on", "off"}
        Whether runs may arrive by themselves, where an owner turns it on (``RUNTONE_ARRIVALS``): by watched folders, by
        addresses to send to, from intervals.icu, and out by the calendar's address. "off" closes all of it, whatever
        owners turned on; by default it is closed on a server for shared links only. In a demo it is always closed.
    watch_below : str, optional
        Folders below which owners may have folders watched (``RUNTONE_WATCH_BELOW``), separated as in ``PATH``. With a
        login each owner may only name what lies in a folder of their own in there, and nothing where it is not set;
        without a login any folder of this machine where it is not set.
    secret : str, optional
        What the keys of owners to other services are encrypted with (``RUNTONE_SECRET``), 32 characters or more; a file
        ``secret.key`` in `data_folder`, made when it is first needed, where it is not given. Several servers on one
        database need the same.
    today : datetime.date, optional
        The day that it is everywhere (``RUNTONE_TODAY``), for example ``2028-02-29``, to try the product on another
        day; the computer's own day where it is not given.
    """

    model_config = SettingsConfigDict(env_prefix="RUNTONE_", env_ignore_empty=True, extra="ignore", frozen=True)

    data_folder: Path = Field(default_factory=_data_folder)
    database_url: str | None = None
    dask_scheduler: str | None = None
    workers: Annotated[int, Field(ge=1, le=256)] | None = None
    largest_file_mb: Annotated[float, Field(gt=0)] = 200.0
    auth: Literal["none", "oidc"] = "none"
    public_demo: bool = False
    shares_only: bool = False
    public_url: Annotated[str, Field(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")] | None = None
    tile_address: Annotated[str, Field(pattern=_TILE_ADDRESS)] | None = None
    tile_credit: str = ""
    private_address: Literal["auto", "on", "off"] = "auto"
    arrivals: Literal["auto", "on", "off"] = "auto"
    watch_below: str | None = None
    secret: Annotated[SecretStr, Field(min_length=32)] | None = None
    today: date | None = None

    @property
    def is_open_to_others(self) -> bool:
        """Whether others may reach the server: by login, as a demo, or for shared links only."""
        return self.auth == "oidc" or self.public_demo or self.shares_only

    @property
    def lets_runs_arrive(self) -> bool:
        """Whether runs may arrive by themselves, where an owner turns it on."""
        if self.public_demo or self.arrivals == "off":
            return False
        return self.arrivals == "on" or not self.shares_only

    @property
    def tile_host(self) -> str | None:
        """Scheme, host and port of `tile_address`: what a content policy lets pictures come from."""
        return None if self.tile_address is None else "/".join(self.tile_address.split("/")[:3])

    @property
    def library_url(self) -> str:
        """SQLAlchemy address of the library's database."""
        return self.database_url or f"sqlite:///{self.data_folder / 'library.sqlite3'}"


@cache
def settings() -> Settings:
    """Return the settings, read from the environment at the first call.

    Raises
    ------
    SettingsError
        A variable has a value that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "RUNTONE_" + "_".join(str(part) for part in first["loc"]).upper()
        msg = f"The environment variable {name} cannot be used: {first['msg']}."
        raise SettingsError(msg) from error
