"""What `runtone serve` starts; beside it lies `.streamlit/config.toml`, which Streamlit reads."""

import streamlit as st

from runtone.dashboard.server.serving import SCRIPT
from runtone.dashboard.server.web import server_parts

app = st.App(SCRIPT, **server_parts())
