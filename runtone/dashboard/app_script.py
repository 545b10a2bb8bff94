"""The script that `runtone serve` gives to Streamlit; beside it lies `.streamlit/config.toml`, which Streamlit reads."""

from runtone.dashboard import main

main()
