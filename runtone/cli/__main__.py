"""Lets `python -m runtone.cli` run the command line."""

import sys

from runtone.cli.commands import main

sys.exit(main())
