"""The script that Streamlit runs for each visit.

It has a folder of its own because Streamlit takes a folder named ``pages`` beside its script for pages of its own.
"""

from runtone.dashboard import main

main()
