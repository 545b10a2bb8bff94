"""The script that `runtone serve` gives to Streamlit, which also reads the `.streamlit/config.toml` beside it."""

from runtone.dashboard import main

main()
