"""Entry point of `streamlit run app.py`: the dashboard, with runtone's own addresses and headers around it."""

import streamlit as st

from runtone.dashboard.server.serving import SCRIPT
from runtone.dashboard.server.web import server_parts

app = st.App(SCRIPT, **server_parts())
