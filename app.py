"""Entry point of `streamlit run app.py`: hands over to the dashboard."""

from runtone.dashboard import main

main()
